/**
 * From a Plex token to who it is and what group they are in. Asks plex.tv both ways: with the token given, and in the name of
 * the servers' owner, where an account is linked.
 */
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexAccount } from '../plex/plex-account.js';
import type { PlexClient } from '../plex/plex-client.js';
import { within } from '../within.js';
import type { Admission } from './admission.js';
import { judge, type JudgeDeps, type Visit } from './judge.js';
import { personOf, type Person } from './person.js';
import { plexIdOf } from './plex-subject.js';

export type AdmitDeps = JudgeDeps &
  Readonly<{
    plex: Pick<PlexClient, 'account' | 'resources'>;
  }>;

type Asked = Readonly<{ kind: 'asked'; visit: Visit }> | Readonly<{ kind: 'token_refused' }>;

/** Both questions at once. */
async function ask(plexToken: string, plex: AdmitDeps['plex']): Promise<Asked> {
  const [account, resources] = await Promise.all([
    plex.account(plexToken),
    plex.resources(plexToken),
  ]);
  if (account.kind === 'token_refused' || resources.kind === 'token_refused') {
    return { kind: 'token_refused' };
  }
  return { kind: 'asked', visit: { account, resources } };
}

/**
 * Admits somebody who signs in.
 * @param plexToken Plex auth token
 * @throws StateError
 */
export async function admit(plexToken: string, deps: AdmitDeps): Promise<Admission> {
  const asked = await ask(plexToken, deps.plex);
  if (asked.kind === 'token_refused') {
    return asked;
  }
  const { account } = asked.visit;
  return account.kind === 'account'
    ? judge(knownBy(account.account, { isIn: false }), asked.visit, deps)
    : account;
}

const LATE: PlexFailure = { kind: 'plex_unavailable', cause: 'timeout' };

/**
 * The same for somebody who is known already, as their session says: where plex.tv does not answer their own token, or not
 * soon, the owner's lists can do alone.
 * @param patienceMs how long to wait before those are asked
 * @throws StateError
 */
export async function readmit(
  plexToken: string,
  person: Person,
  deps: AdmitDeps & Readonly<{ patienceMs: number }>,
): Promise<Admission> {
  const plexId = plexIdOf(person.subject);
  if (plexId === undefined) {
    // Whoever has not signed in with Plex has no token of it.
    return { kind: 'token_refused' };
  }
  const known = { person, plexId, isIn: true };
  const asking = ask(plexToken, deps.plex);
  const early = await within(asking, deps.patienceMs);
  if (early === undefined) {
    const byOwner = await judge(known, { account: LATE, resources: LATE }, deps);
    if (!isFailure(byOwner)) {
      return byOwner;
    }
  }
  const asked = early ?? (await asking);
  if (asked.kind === 'token_refused') {
    return asked;
  }
  const { account } = asked.visit;
  return account.kind === 'account'
    ? judge(knownBy(account.account, { isIn: true }), asked.visit, deps)
    : judge(known, asked.visit, deps);
}

function knownBy(account: PlexAccount, { isIn }: Readonly<{ isIn: boolean }>) {
  return { person: personOf(account), plexId: account.id, isIn };
}

function isFailure({ kind }: Admission): boolean {
  return kind === 'rate_limited' || kind === 'plex_unavailable';
}
