/** `usher explain`: who somebody is here, and which fact and which rule say so. */
import type { UsherConfig } from '../config/usher-config.js';
import { openSecrets } from '../data-dir/secrets.js';
import { localNameOf } from '../local-accounts/account-name.js';
import { localOutlook } from '../local-accounts/local-outlook.js';
import { listedPeople, outlookOf, type Listed } from '../membership/explain-person.js';
import { isSameName } from '../membership/find-person.js';
import type { OwnerLists } from '../membership/known-lists.js';
import { createOwnerDirectory } from '../membership/owner-directory.js';
import { policyOf } from '../membership/policy.js';
import { createLinkClient } from '../owner-link/link-client.js';
import { parseSubject } from '../revocation/subject.js';
import type { KnownPerson, State } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { explainedJson, explainedText, type Explained } from './explain-text.js';
import { formatJson, formatTable, printable, safeText } from './print.js';
import { withState } from './state.js';

export type ExplainOptions = ConfigOption & Readonly<{ json?: boolean }>;

/** @returns 0 if they have a group, 1 if they are refused, or nobody knows of them, 2 if it is not clear who is meant */
export async function explain(
  person: string,
  options: ExplainOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const config = requireConfig(options, io);
  const outcome =
    config && (await withState(config, io, (state) => look(person, state, { config, io })));
  if (outcome === undefined) {
    return 2;
  }
  if (typeof outcome === 'number') {
    return outcome;
  }
  io.stdout(options.json === true ? formatJson(explainedJson(outcome)) : explainedText(outcome));
  const { outlook } = outcome;
  return outlook.kind === 'decided' && outlook.decision.kind === 'group' ? 0 : 1;
}

type World = Readonly<{ config: UsherConfig; io: CommandIo }>;

async function look(
  text: string,
  state: State,
  { config, io }: World,
): Promise<Explained | ExitCode> {
  const policy = policyOf(config, state.ownerLink());
  const now = io.now();
  const { lists, problem } = await askOwner(state, { config, io });
  const listed = listedPeople(lists);
  const found = find(text, { people: state.people(), listed, isLinked: policy.isLinked }, io);
  if (typeof found === 'number') {
    return found;
  }
  const subject = found;
  const known = state.person(subject);
  const override = state.overrideOf(subject, now);
  const name = localNameOf(subject);
  // API tokens may have such a subject, too.
  const account = name === undefined ? undefined : state.localAccount(name);
  const row = listed.find((each) => each.subject === subject);
  return {
    subject,
    known,
    override,
    listed: row && { ...row, pending: row.pending.filter((id) => policy.servers.includes(id)) },
    outlook:
      account === undefined
        ? outlookOf({ subject, known, override, lists }, policy, now)
        : localOutlook(account, { override, policy }, now),
    policy,
    problem,
    sessions: state.sessions(now, subject).length,
  };
}

/** Asks for all lists of the owner, if an account is attached. */
async function askOwner(
  state: State,
  { config, io }: World,
): Promise<Readonly<{ lists: OwnerLists | undefined; problem: string }>> {
  if (state.ownerLink() === undefined) {
    return { lists: undefined, problem: '' };
  }
  const { sealingKey } = await openSecrets(config.issuer.dataDir);
  const directory = createOwnerDirectory({
    state,
    sealingKey,
    plexAs: (clientIdentifier) => createLinkClient(config.plex, clientIdentifier),
    policy: () => policyOf(config, state.ownerLink()),
    now: io.now,
  });
  const lists = await directory.refresh();
  return { lists, problem: directory.problem() };
}

type Candidates = Readonly<{
  people: readonly KnownPerson[];
  listed: readonly Listed[];
  isLinked: boolean;
}>;

/** A subject; or an exit code, and a word on stderr, if it is not clear who is meant. */
function find(text: string, candidates: Candidates, io: CommandIo): string | ExitCode {
  const subject = parseSubject(text);
  if (subject !== undefined) {
    return subject;
  }
  const [one, ...others] = namesakes(text, candidates);
  if (one === undefined) {
    const where = candidates.isLinked
      ? "is on record here, nor in the owner's lists"
      : 'is on record here; no owner is attached whose lists could be asked';
    io.stderr(`error: nobody with the user name ${safeText(text)} ${where}\n`);
    return 1;
  }
  if (others.length > 0) {
    const rows = [one, ...others].map(({ subject: id, name }) => [`  ${id}`, printable(name)]);
    io.stderr(
      `error: several people go by ${safeText(text)}; name one by id:\n${formatTable(rows)}`,
    );
    return 2;
  }
  return one.subject;
}

/** By user name; profiles of a Plex Home, which have none, by what they are called. */
function namesakes(
  text: string,
  { people, listed }: Candidates,
): readonly Readonly<{ subject: string; name: string }>[] {
  const found = [
    ...people.filter(({ facts }) => isSameName(facts.username, text)),
    ...listed.filter(({ username, name }) => isSameName(username === '' ? name : username, text)),
  ];
  return [...new Map(found.map((each) => [each.subject, each])).values()];
}
