/**
 * Every setting as it is in force, for people to read: its value as YAML, secrets aside, and where it was given. Pure.
 */
import { stringify } from 'yaml';
import type { Override } from './environment.js';
import { formatPath, type SettingPath } from './setting-path.js';
import { SETTINGS } from './settings.js';
import type { YamlText } from './yaml-text.js';

export type ShownSetting = Readonly<{
  /** `plex.servers` */
  path: string;
  /** YAML; '' for one that is not given and has no value of its own. */
  value: string;
  /** The value stands for one that is not shown. */
  isMasked: boolean;
  from:
    | Readonly<{ kind: 'default' }>
    /** Line of usher.yaml, 1-based. */
    | Readonly<{ kind: 'file'; line: number }>
    /** Name of the environment variable; with _FILE at its end: of the one that names a file. */
    | Readonly<{ kind: 'variable'; name: string }>;
}>;

/** What stands for a secret. */
export const MASK = '••••••';

/** By its name, wherever in a value: whoever adds such a setting need not think of this page. */
const SECRET_NAME = /(secret|password|passphrase|token|apikey|privatekey)s?$/i;

/** `//name:password@host` in an address. */
const CREDENTIALS = /\/\/[^/?#\s"'@]+@/g;

/**
 * @param document what the file and the variables give together
 */
export function shownSettings(
  document: unknown,
  { yaml, overrides }: Readonly<{ yaml: YamlText; overrides: readonly Override[] }>,
): readonly ShownSetting[] {
  return SETTINGS.map((setting) => {
    const given = valueAt(document, setting.path);
    const path = formatPath(setting.path);
    if (given === undefined) {
      return { path, ...shown(setting.path, setting.default), from: { kind: 'default' } };
    }
    const override = overrides.find((each) => each.setting === setting);
    const line = yaml.positionOf(setting.path)?.line ?? 1;
    return {
      path,
      ...shown(setting.path, given),
      from:
        override === undefined
          ? { kind: 'file', line }
          : { kind: 'variable', name: override.source },
    };
  });
}

function valueAt(document: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>((value, step) => memberOf(value, String(step)), document);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function shown(path: SettingPath, value: unknown): Pick<ShownSetting, 'value' | 'isMasked'> {
  if (value === undefined) {
    return { value: '', isMasked: false };
  }
  const masked = withoutSecrets(value, String(path.at(-1)));
  const text = typeof masked === 'string' ? masked : stringify(masked, { lineWidth: 0 });
  return { value: text.trimEnd(), isMasked: JSON.stringify(masked) !== JSON.stringify(value) };
}

/** @param name under which the value stands; that of a list goes for what is in it */
function withoutSecrets(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => withoutSecrets(each, name));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, key)]),
    );
  }
  if (SECRET_NAME.test(name)) {
    return MASK;
  }
  return typeof value === 'string' ? value.replace(CREDENTIALS, `//${MASK}@`) : value;
}
