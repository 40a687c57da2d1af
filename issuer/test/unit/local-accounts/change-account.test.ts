/** What is left of an account of the portal's own that was removed: nothing, for whoever gets its name. */
import { expect, test } from '@jest/globals';
import { addAccount, removeAccount } from '../../../local-accounts/change-account.js';
import { createPublisher } from '../../../revocation/publisher.js';
import { createRevoker } from '../../../revocation/revoker.js';
import { createOwnStanding } from '../../../sign-in/own-standing.js';
import { MADE_AT, samplePass } from '../guest-passes/sample-pass.js';
import { useStates } from '../state/open-states.js';
import { sessionDetails } from '../state/session-details.js';

const openState = useStates();
const NOW = MADE_AT + 60;
const POLICY = {
  servers: [],
  rules: [],
  groupNames: {},
  serverName: '',
  serverNames: {},
  isLinked: false,
};

test('guest passes of an account that is removed open nothing, also when another one has its name', () => {
  const state = openState();
  const revoker = createRevoker(state, () => createPublisher(state, ''));
  const deps = { state, revoker, now: NOW, actor: 'command line' };
  const account = { name: 'anna', displayName: 'Anna', groupId: 4, madeAt: MADE_AT };
  addAccount(account, deps);
  state.addGuestPass(samplePass({ madeBy: 'local:anna' }), 'hash-1');
  state.addGuestPass(samplePass({ id: 'other', madeBy: 'local:ben' }), 'hash-2');
  const subject = 'guest:pass-1';
  state.recordSession(sessionDetails({ subject, issuedAt: NOW - 1, expiresAt: NOW + 600 }));
  const standing = createOwnStanding({ state, policy: () => POLICY, now: () => NOW });
  expect(standing(subject).kind).toBe('admitted');

  removeAccount('anna', deps);
  expect(state.sessions(NOW, subject)).toEqual([]);
  addAccount({ ...account, displayName: 'Another Anna', groupId: 1 }, deps);

  expect(standing(subject)).toEqual({ kind: 'gone', reason: 'guest_pass_revoked' });
  expect(state.guestPass('other')?.revokedAt).toBeUndefined();
  expect(state.audit(10, subject).map(({ action }) => action)).toEqual(['guest_pass_revoked']);
});
