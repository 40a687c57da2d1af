/** `usher check`: everything that can be said about a configuration, at once. */
import type { ConfigOutcome, Problem } from '../config/problem.js';
import type { UsherConfig } from '../config/usher-config.js';
import { gateFolderOf } from '../keys/gate-config.js';
import { loadKeyRing, type KeyFile } from '../keys/key-file.js';
import { wayInWarnings } from '../revocation/way-in.js';
import { StateError } from '../state/state-error.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { configPathOf, readConfig, unreadableText, type ConfigOption } from './config-file.js';
import { linkWarnings } from './link-warnings.js';
import { count, displayPath, formatJson, formatProblem } from './print.js';
import { askState } from './state.js';

export type CheckOptions = ConfigOption & Readonly<{ json?: boolean }>;

/** 0 with warnings too, 1 with problems, 2 if the file cannot be read. */
export async function check(options: CheckOptions, io: CommandIo): Promise<ExitCode> {
  const file = configPathOf(options, io);
  const outcome = readConfig(file, io);
  if (outcome.kind === 'unreadable') {
    io.stderr(unreadableText(outcome, io));
    return 2;
  }
  const keyFile =
    outcome.kind === 'config'
      ? await loadKeyRing(outcome.config.issuer.dataDir, io.now())
      : undefined;
  const findings = findingsOf(await heldAgainstLink(outcome, file), keyFile);
  io.stdout(
    options.json === true
      ? formatJson({ file, ...findings, keys: keyFile && describeKeys(keyFile) })
      : asText(findings, keyFile, { file, io }),
  );
  return findings.problems.length > 0 ? 1 : 0;
}

type Loaded = Exclude<ConfigOutcome, { kind: 'unreadable' }>;

type Findings = Readonly<{ problems: readonly Problem[]; warnings: readonly Problem[] }>;

function findingsOf(outcome: Loaded, keyFile: KeyFile | undefined): Findings {
  const ofKeys = (message: string): Problem => ({ path: '', source: keyFile?.file ?? '', message });
  const problems = outcome.kind === 'problems' ? outcome.problems : [];
  return {
    problems: [...problems, ...(keyFile?.kind === 'problems' ? keyFile.problems.map(ofKeys) : [])],
    warnings: [
      ...outcome.warnings,
      ...(keyFile?.kind === 'ring' ? keyFile.warnings.map(ofKeys) : []),
      ...(outcome.kind === 'config' ? wayInProblems(outcome.config) : []),
    ],
  };
}

function wayInProblems(config: UsherConfig): readonly Problem[] {
  const dir = gateFolderOf(config);
  return wayInWarnings(dir).map((message) => ({ path: 'revocation.dir', source: dir, message }));
}

/**
 * With the warnings that depend on the owner's link, and without the one that it makes idle. The state is looked into
 * only where it has something to tell.
 */
async function heldAgainstLink(outcome: Loaded, source: string): Promise<Loaded> {
  const asksForOwner = outcome.warnings.some(isAboutOwner);
  if (
    outcome.kind === 'problems' ||
    (!asksForOwner && linkWarnings(outcome.config, undefined).length === 0)
  ) {
    return outcome;
  }
  const { config, warnings } = outcome;
  try {
    const link = await askState(config, (state) => state?.ownerLink());
    const others = linkWarnings(config, link).map((warning) => ({ ...warning, source }));
    const left = warnings.filter((warning) => link === undefined || !isAboutOwner(warning));
    return { ...outcome, warnings: [...left, ...others] };
  } catch (error) {
    if (error instanceof StateError) {
      const unread: Problem = { path: 'issuer.dataDir', source, message: error.message };
      return { ...outcome, warnings: [...warnings, unread] };
    }
    throw error;
  }
}

function isAboutOwner({ path }: Problem): boolean {
  return path === 'plex.ownerId';
}

function describeKeys(keyFile: KeyFile) {
  return keyFile.kind === 'ring'
    ? {
        file: keyFile.file,
        state: 'ready',
        signs: keyFile.ring.signing.kid,
        kids: keyFile.ring.keys.map(({ kid }) => kid),
      }
    : { file: keyFile.file, state: keyFile.kind === 'missing' ? 'missing' : 'unusable' };
}

function asText(
  { problems, warnings }: Findings,
  keyFile: KeyFile | undefined,
  { file, io }: { file: string; io: CommandIo },
): string {
  const lines = [
    ...problems.map((problem) => formatProblem(problem, 'error', io.cwd)),
    ...warnings.map((warning) => formatProblem(warning, 'warning', io.cwd)),
  ];
  const amounts = [
    problems.length > 0 ? count(problems.length, 'problem') : '',
    warnings.length > 0 ? count(warnings.length, 'warning') : '',
  ].filter((text) => text !== '');
  const name = displayPath(file, io.cwd);
  const summary =
    problems.length > 0 ? `${name}:` : `${name} is fine${amounts.length > 0 ? ':' : ''}`;
  return [
    ...lines,
    `${[summary, amounts.join(', ')].join(' ').trim()}\n`,
    keyFile === undefined ? '' : keyText(keyFile, io),
  ].join('');
}

function keyText(keyFile: KeyFile, io: CommandIo): string {
  const name = displayPath(keyFile.file, io.cwd);
  switch (keyFile.kind) {
    case 'ring':
      return `${name}: ${count(keyFile.ring.keys.length, 'key')}, ${keyFile.ring.signing.kid} signs\n`;
    case 'missing':
      return `${name} is not there yet; "usher serve", "usher nginx" or "usher keys generate" makes it\n`;
    case 'problems':
      return `${name} cannot be used\n`;
  }
}
