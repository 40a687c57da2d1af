/**
 * What ajv says about a configuration, in plain words. Pure.
 */
import { Ajv, type ErrorObject } from 'ajv';
import { likelyName } from './likely-name.js';
import { formatPath, pathOfPointer, valueAt, type SettingPath } from './setting-path.js';
import { keysOf } from './settings.js';
import schema from './usher-schema.json' with { type: 'json' };

export type SchemaProblem = Readonly<{ path: SettingPath; message: string; suggestion?: string }>;

const validate = new Ajv({ allErrors: true, strict: true, verbose: true }).compile(schema);

/** Holds a value against the JSON Schema. Values are never quoted: a secret may have gone astray. */
export function schemaProblems(document: unknown): readonly SchemaProblem[] {
  if (validate(document)) {
    return [];
  }
  // Below a `oneOf` ajv reports why each branch failed; the `oneOf` itself has the last word.
  return (validate.errors ?? [])
    .filter(({ keyword, schemaPath, instancePath }) => {
      const isBranch = /\/oneOf\/|#\/definitions\/(?!rule\/)/.test(schemaPath);
      return keyword === 'oneOf' || !(isBranch && /^\/rules\/\d+\/when\//.test(instancePath));
    })
    .map((error) => problemOf(error, document));
}

function problemOf(error: ErrorObject, document: unknown): SchemaProblem {
  const at = pathOfPointer(error.instancePath, document);
  const { keyword } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  if (keyword === 'required') {
    return missing([...at, String(params['missingProperty'])]);
  }
  if (keyword === 'additionalProperties') {
    return unknownKey(at, String(params['additionalProperty']), knownKeys(error));
  }
  if (keyword === 'minItems' && formatPath(at) === 'plex.servers') {
    return missing(at);
  }
  return { path: at, ...describe(error, at, params) };
}

const SERVERS_SUGGESTION =
  'give the machine identifiers of your servers (http://YOUR-SERVER:32400/identity shows yours as machineIdentifier), or leave the setting out and choose them with usher link';

function missing(path: SettingPath): SchemaProblem {
  switch (formatPath(path)) {
    case 'plex.servers':
      return {
        path,
        message: 'no Plex server is given, so nobody could be told from a stranger',
        suggestion: SERVERS_SUGGESTION,
      };
    case 'issuer':
    case 'issuer.url':
      return {
        path: ['issuer', 'url'],
        message: 'issuer.url is missing',
        suggestion: 'the address of the portal as browsers see it: https://auth.example.com',
      };
    case 'rules':
      return {
        path,
        message: 'no rules: nobody but the owner would get a group, so nobody else could sign in',
        suggestion: 'begin with  - { when: { plex: owner }, group: 0 }',
      };
    default:
      return { path, message: `${formatPath(path)} is missing` };
  }
}

/** The schema of the failing object, which `verbose` brings along, has the names that are known there. */
function knownKeys(error: ErrorObject): readonly string[] {
  const parent = error.parentSchema as Readonly<{ properties?: object }> | undefined;
  return Object.keys(parent?.properties ?? {});
}

function unknownKey(at: SettingPath, name: string, known: readonly string[]): SchemaProblem {
  const path = [...at, name];
  if (formatPath(at) === 'groups') {
    return {
      path,
      message: 'this is not the id of a group',
      suggestion: 'ids are whole numbers from 0 to 999',
    };
  }
  const where = at.length === 0 ? 'at the top level' : `in ${formatPath(at)}`;
  return {
    path,
    message: `there is no setting "${name}" ${where}`,
    suggestion: keySuggestion(name, known),
  };
}

function keySuggestion(name: string, known: readonly string[]): string {
  const likely = likelyName(name, known);
  if (likely !== undefined) {
    return `did you mean "${likely}"?`;
  }
  const section = keysOf().find((candidate) => keysOf(candidate).includes(name));
  return section === undefined
    ? `known here: ${known.join(', ')}`
    : `"${name}" belongs below "${section}:"`;
}

type Words = Readonly<{ message: string; suggestion?: string }>;

function describe(
  error: ErrorObject,
  at: SettingPath,
  params: Readonly<Record<string, unknown>>,
): Words {
  const name = formatPath(at) || 'the configuration';
  const limit = String(params['limit']);
  switch (error.keyword) {
    case 'type':
      return wrongType(name, String(params['type']), error.data);
    case 'enum':
      return wrongChoice(name, params['allowedValues'] as readonly string[], error.data);
    case 'oneOf':
      return wrongCondition(name, at, error.data);
    case 'minItems':
    case 'minProperties':
    case 'minLength':
      return formatPath(at) === 'rules' ? missing(at) : { message: `${name} is empty` };
    case 'minimum':
      return { message: `${name} must be at least ${limit}` };
    case 'maximum':
      return { message: `${name} must be at most ${limit}` };
    case 'maxItems':
      return { message: `${name} has more than ${limit} entries` };
    case 'maxLength':
      return { message: `${name} is longer than ${limit} characters` };
    case 'pattern':
      return { message: `${name} contains a character that is not allowed there` };
    default:
      return { message: `${name} ${error.message ?? 'is not valid'}` };
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a table of settings (name: value)',
};

function wrongType(name: string, type: string, value: unknown): Words {
  const message = `${name} must be ${TYPE_WORDS[type] ?? type}`;
  if (/(lifetime|renewFor|timeout|recheckEvery)$/.test(name) && typeof value === 'number') {
    return { message: `${name} must have a unit`, suggestion: 'for example 90m, 24h, 7d' };
  }
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return { message, suggestion: 'put it in quotes' };
  }
  if (type === 'boolean' && typeof value === 'string') {
    return { message, suggestion: 'without quotes; yes and no are texts in YAML 1.2' };
  }
  if (type === 'integer' && typeof value === 'string' && /^\d+$/.test(value)) {
    return { message, suggestion: 'write it without quotes' };
  }
  if (type === 'array' && typeof value === 'string') {
    return { message, suggestion: 'put it in brackets: [a], or [a, b]' };
  }
  return { message };
}

function wrongChoice(name: string, allowed: readonly string[], value: unknown): Words {
  const likely = typeof value === 'string' ? likelyName(value, allowed) : undefined;
  return {
    message: `${name} must be one of ${allowed.join(', ')}`,
    ...(likely === undefined ? {} : { suggestion: `did you mean "${likely}"?` }),
  };
}

/** The members of `when`, each of which takes one value or a list. */
function wrongCondition(name: string, at: SettingPath, value: unknown): Words {
  if (Array.isArray(value) && value.length === 0) {
    return { message: `${name} is an empty list, which nobody can match` };
  }
  switch (at.at(-1)) {
    case 'plex':
      return wrongChoices(name, schema.definitions.plexFact.enum, value);
    case 'profile':
      return wrongChoices(name, schema.definitions.profile.enum, value);
    case 'plexId':
      return {
        message: `${name} must be a numeric Plex account id, or a list of them`,
        suggestion: 'user names are for username, though they can change hands',
      };
    case 'libraries':
      return { message: `${name} must be all, or a library by name or number, or a list of them` };
    default:
      return {
        message: `${name} must be a text, or a list of texts`,
        ...([value].flat().some((one) => typeof one === 'number')
          ? { suggestion: 'put it in quotes' }
          : {}),
      };
  }
}

function wrongChoices(name: string, choices: readonly string[], value: unknown): Words {
  const wrong = [value].flat().find((one) => typeof one === 'string' && !choices.includes(one));
  const likely = typeof wrong === 'string' ? likelyName(wrong, choices) : undefined;
  return {
    message: `${name} must be one of ${choices.join(', ')}, or a list of them`,
    ...(likely === undefined ? {} : { suggestion: `did you mean "${likely}"?` }),
  };
}

/** The value without everything that the problems are about, so that the rest can still be looked at. */
export function withoutProblems(document: unknown, problems: readonly SchemaProblem[]): unknown {
  const copy = structuredClone(document);
  for (const { path } of problems) {
    const parent = valueAt(copy, path.slice(0, -1));
    const last = path.at(-1);
    if (last === undefined) {
      return undefined;
    }
    if (Array.isArray(parent) && typeof last === 'number') {
      parent[last] = undefined;
    } else if (typeof parent === 'object' && parent !== null) {
      Reflect.deleteProperty(parent, last);
    }
  }
  return copy;
}
