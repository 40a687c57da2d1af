/**
 * Environment variables as settings: USHER_PLEX_SERVERS is plex.servers, and USHER_PLEX_SERVERS_FILE names a file that
 * holds it.
 */
import { likelyName } from './likely-name.js';
import type { Problem } from './problem.js';
import { formatPath } from './setting-path.js';
import { SETTINGS, type Setting } from './settings.js';
import { parseYaml } from './yaml-text.js';

export type Override = Readonly<{
  setting: Setting;
  value: unknown;
  /** The variable it came from. */
  source: string;
}>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the configuration file itself is; read by the command line, not a setting. */
export const CONFIG_FILE_VARIABLE = 'USHER_CONFIG';

/**
 * Reads all variables that begin with USHER_. Underscores do not count when names are compared, and an empty
 * variable counts as none.
 * @param readFile for the `_FILE` form; throws what fs.readFileSync throws
 * @returns values and problems; the problems quote no value
 */
export function readEnvironment(
  env: Environment,
  readFile: (path: string) => string,
): { overrides: readonly Override[]; problems: readonly Problem[] } {
  const overrides: Override[] = [];
  const problems: Problem[] = [];
  for (const [source, text = ''] of Object.entries(env)) {
    if (!isOurs(source, text)) {
      continue;
    }
    const override = readVariable(source, text, readFile);
    if ('message' in override) {
      problems.push(override);
      continue;
    }
    const other = overrides.find(({ setting }) => setting === override.setting);
    if (other !== undefined) {
      const path = formatPath(override.setting.path);
      problems.push({ path, source, message: `${path} is also given by ${other.source}` });
      continue;
    }
    overrides.push(override);
  }
  return { overrides, problems };
}

/**
 * Kubernetes and Docker links tell every container about a service called "usher" in variables that look like ours.
 */
const SERVICE_LINK =
  /_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_[A-Z]+)?)$/;

function isOurs(source: string, text: string): boolean {
  const isServiceLink = SERVICE_LINK.test(source) || /^(tcp|udp|sctp):\/\//.test(text);
  return (
    source.startsWith('USHER_') && source !== CONFIG_FILE_VARIABLE && text !== '' && !isServiceLink
  );
}

function readVariable(
  source: string,
  text: string,
  readFile: (path: string) => string,
): Override | Problem {
  const direct = settingNamed(source);
  if (direct !== undefined) {
    return overrideOf(direct, text, source);
  }
  const indirect = source.endsWith('_FILE') ? settingNamed(source.slice(0, -5)) : undefined;
  if (indirect === undefined) {
    return unknownVariable(source);
  }
  try {
    return overrideOf(indirect, readFile(text).replace(/\r?\n$/, ''), source);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    const path = formatPath(indirect.path);
    return { path, source, message: `the file that ${source} names cannot be read (${code})` };
  }
}

function settingNamed(variable: string): Setting | undefined {
  const plain = variable.replaceAll('_', '');
  return SETTINGS.find((setting) => setting.variable.replaceAll('_', '') === plain);
}

function unknownVariable(source: string): Problem {
  const isFile = source.endsWith('_FILE');
  const likely = likelyName(
    isFile ? source.slice(0, -5) : source,
    SETTINGS.map(({ variable }) => variable),
  );
  return {
    path: '',
    source,
    message: `there is no setting for the environment variable ${source}`,
    suggestion:
      likely === undefined
        ? 'unset it, or see the list of settings'
        : `did you mean ${likely}${isFile ? '_FILE' : ''}?`,
  };
}

function overrideOf(setting: Setting, text: string, source: string): Override | Problem {
  if (setting.type === 'string') {
    return { setting, value: text, source };
  }
  if (setting.isTextList && !/^\s*[[-]/.test(text)) {
    const entries = text.split(',').map((entry) => entry.trim());
    return { setting, value: entries.filter((entry) => entry !== ''), source };
  }
  const parsed = parseYaml(text, source);
  if (!('value' in parsed)) {
    const [first] = parsed;
    return {
      path: formatPath(setting.path),
      source,
      message: first?.message ?? 'not valid YAML',
      suggestion: 'lists and tables are written as YAML: [a, b], {name: value}',
    };
  }
  return { setting, value: parsed.value, source };
}
