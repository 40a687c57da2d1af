/**
 * From usher.yaml and the environment to a checked configuration, or to everything that is wrong with it.
 */
import { dirname, resolve } from 'node:path';
import { readEnvironment, type Override } from './environment.js';
import type { ConfigOutcome, Problem } from './problem.js';
import type { RawConfig, Report } from './raw-config.js';
import { readApiTokens } from './read-api-tokens.js';
import { readApps } from './read-apps.js';
import { readBranding } from './read-branding.js';
import { readCookieDomain } from './read-cookie-domain.js';
import { reasonOf } from './read-failure.js';
import { readGate } from './read-gate.js';
import { readIssuer, readIssuerUrl } from './read-issuer.js';
import { readPlex } from './read-plex.js';
import { readRefresh } from './read-refresh.js';
import { readRevocation } from './read-revocation.js';
import { readGroupNames, readRules } from './read-rules.js';
import { readNginx, readSession } from './read-session.js';
import { hostOf } from './read-url.js';
import { schemaProblems, withoutProblems } from './schema-problems.js';
import { formatPath, isWithin, type SettingPath } from './setting-path.js';
import { shownSettings } from './shown-settings.js';
import type { UsherConfig } from './usher-config.js';
import { parseYaml, type YamlText } from './yaml-text.js';

export type ConfigSources = Readonly<{
  /** Path of usher.yaml; relative paths inside it are relative to its folder. */
  file: string;
  env: Readonly<Record<string, string | undefined>>;
  /** @throws what fs.readFileSync throws */
  readFile: (path: string) => string;
  /** NumericDate, for settings that end on a day. */
  now: number;
}>;

/**
 * Loads the configuration. All problems are reported at once; none of them quotes a secret.
 * @returns the configuration, deeply frozen; or problems; or that the file cannot be read
 */
export function loadConfig({ file, env, readFile, now }: ConfigSources): ConfigOutcome {
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    return { kind: 'unreadable', file, message: reasonOf(error) };
  }
  const environment = readEnvironment(env, readFile);
  const yaml = parseYaml(text, file);
  if (!('value' in yaml)) {
    return { kind: 'problems', problems: [...yaml, ...environment.problems], warnings: [] };
  }
  const problems: Problem[] = [...environment.problems];
  const warnings: Problem[] = [];
  const report = reportTo({ problems, warnings }, { file, yaml, overrides: environment.overrides });
  const { overrides } = environment;
  const document = withOverrides(yaml.value, overrides);
  const config = interpret(document, { configDir: dirname(resolve(file)), readFile, now }, report);
  const sorted = [...warnings].sort(byLine);
  return problems.length > 0 || config === undefined
    ? { kind: 'problems', problems: problems.sort(byLine), warnings: sorted }
    : {
        kind: 'config',
        config: deepFreeze({ ...config, settings: shownSettings(document, { yaml, overrides }) }),
        warnings: sorted,
      };
}

/** Checks form, then meaning. What the schema refused is taken out, so that the rest is still looked at. */
function interpret(
  document: unknown,
  around: Readonly<{ configDir: string }> & Pick<ConfigSources, 'readFile' | 'now'>,
  report: Report,
): Omit<UsherConfig, 'settings'> | undefined {
  const refused = schemaProblems(document);
  for (const { path, message, suggestion } of refused) {
    report.problem(path, message, suggestion);
  }
  const raw = withoutProblems(document, refused) as RawConfig | undefined;
  if (raw === undefined) {
    return undefined;
  }
  const url = readIssuerUrl(raw.issuer?.url, report);
  const domain =
    raw.cookie?.domain === undefined
      ? undefined
      : readCookieDomain(raw.cookie.domain, url && hostOf(url), report);
  const plex = readPlex(raw.plex, report);
  const rules = readRules(raw.rules, { ...plex, now: around.now }, report);
  const isDomainUsable = domain !== undefined || raw.cookie?.domain === undefined;
  const issuer = { url: url ?? '', ...readIssuer(raw.issuer, around.configDir, report) };
  const nginx = readNginx(raw.nginx, issuer, report);
  const refresh = readRefresh(raw, { issuerUrl: issuer.url, nginx }, report);
  return {
    issuer,
    cookie: domain === undefined ? {} : { domain },
    session: readSession(raw.session, report),
    revocation: readRevocation(raw.revocation, { ...around, ...issuer }, report),
    nginx,
    ...(refresh && { refresh }),
    gate: readGate(raw.gate, around, report),
    plex,
    rules,
    groupNames: readGroupNames(raw.groups, report),
    apiTokens: readApiTokens(raw.apiTokens, report),
    guestPasses: { makers: raw.guestPasses?.makers ?? 0 },
    apps: readApps(
      raw.apps,
      { issuerUrl: isDomainUsable ? url : undefined, cookieDomain: domain, rules, ...around },
      report,
    ),
    launcher: { outOfReach: raw.launcher?.outOfReach ?? 'hide' },
    branding: readBranding(raw.branding, around, report),
  };
}

/** The file's value with the environment's over it; `name:` without a value counts as not there. */
function withOverrides(value: unknown, overrides: readonly Override[]): unknown {
  const document = withoutNulls(value ?? {});
  if (!isTable(document)) {
    return document;
  }
  return overrides.reduce<unknown>(
    (merged, { setting, value: override }) => withValueAt(merged, setting.path, override),
    document,
  );
}

/** A copy with one value changed, and the sections around it made. What should be a section and is none stays. */
function withValueAt(document: unknown, path: SettingPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return value;
  }
  const section = document ?? {};
  return isTable(section) ? { ...section, [key]: withValueAt(section[key], rest, value) } : section;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (!isTable(value)) {
    return value;
  }
  const present = Object.entries(value).filter(([, inside]) => inside !== null);
  return Object.fromEntries(present.map(([key, inside]) => [key, withoutNulls(inside)]));
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Origin = Readonly<{ file: string; yaml: YamlText; overrides: readonly Override[] }>;

/** Adds to each problem where its setting comes from. */
function reportTo(
  lists: Readonly<{ problems: Problem[]; warnings: Problem[] }>,
  { file, yaml, overrides }: Origin,
): Report {
  const addTo =
    (list: Problem[]) =>
    (path: SettingPath, message: string, suggestion?: string): void => {
      const override = overrides.find(({ setting }) => isWithin(path, setting.path));
      list.push({
        path: formatPath(path),
        ...(override === undefined
          ? { source: file, ...yaml.positionOf(path) }
          : { source: override.source }),
        message,
        ...(suggestion === undefined ? {} : { suggestion }),
      });
    };
  return { problem: addTo(lists.problems), warning: addTo(lists.warnings) };
}

/** In the order of the file; what has no line comes last. */
function byLine(one: Problem, other: Problem): number {
  const [a, b] = [one.line ?? Infinity, other.line ?? Infinity];
  return a === b ? (one.column ?? 0) - (other.column ?? 0) : a - b;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
