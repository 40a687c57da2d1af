/**
 * Places in the configuration. Pure.
 */

/** `['plex', 'servers', 0]` is `plex.servers[0]`. */
export type SettingPath = readonly (string | number)[];

/** A path as operators write it. */
export function formatPath(path: SettingPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') {
      return `${text}[${String(step)}]`;
    }
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** Whether `path` is `ancestor` or lies within it. */
export function isWithin(path: SettingPath, ancestor: SettingPath): boolean {
  return ancestor.every((step, index) => String(path[index]) === String(step));
}

/**
 * The place of a JSON Pointer (RFC 6901), as ajv gives it.
 * @param document what the pointer points into; tells indexes of lists from names
 */
export function pathOfPointer(pointer: string, document: unknown): SettingPath {
  const path: (string | number)[] = [];
  let here = document;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(here) ? Number(name) : name;
    path.push(step);
    here = valueAt(here, [step]);
  }
  return path;
}

/** The value at a path, undefined where there is none. */
export function valueAt(document: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>(
    (here, step) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, step)
        ? (here as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    document,
  );
}
