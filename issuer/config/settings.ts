/**
 * The settings there are, read from the JSON Schema, so that nothing has to be listed twice. Pure.
 */
import schema from './usher-schema.json' with { type: 'json' };
import type { SettingPath } from './setting-path.js';

/** One value that can be given as an environment variable. */
export type Setting = Readonly<{
  path: SettingPath;
  type: 'string' | 'integer' | 'boolean' | 'object' | 'array';
  /** A list of texts, which a variable may also give separated by commas. */
  isTextList: boolean;
  /** The variable's name as the documentation has it: USHER_ISSUER_DATA_DIR. */
  variable: string;
  /** What counts where it is not given; undefined: nothing of its own. */
  default: unknown;
}>;

type SchemaNode = Readonly<{
  type?: string;
  properties?: Readonly<Record<string, SchemaNode>>;
  items?: SchemaNode;
  default?: unknown;
}>;

/** All settings: `section.key`, keys of sections within sections, and the top level's lists and tables as a whole. */
export const SETTINGS: readonly Setting[] = Object.entries(
  schema.properties as Readonly<Record<string, SchemaNode>>,
).flatMap(([section, node]) => settingsBelow([section], node));

function settingsBelow(path: readonly string[], node: SchemaNode): readonly Setting[] {
  return node.properties === undefined
    ? [settingOf(path, node)]
    : Object.entries(node.properties).flatMap(([key, inner]) =>
        settingsBelow([...path, key], inner),
      );
}

/** Names that are known at a place, for suggestions: the keys of the top level or of a section. */
export function keysOf(section?: string): readonly string[] {
  const top = schema.properties as Readonly<Record<string, SchemaNode>>;
  return Object.keys(section === undefined ? top : (top[section]?.properties ?? {}));
}

function settingOf(path: readonly string[], node: SchemaNode): Setting {
  return {
    path,
    type: node.type as Setting['type'],
    isTextList: node.type === 'array' && node.items?.type === 'string',
    variable: ['USHER', ...path.map(upperSnake)].join('_'),
    default: node.default,
  };
}

function upperSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
