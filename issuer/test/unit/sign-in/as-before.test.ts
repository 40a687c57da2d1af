import { expect, test } from '@jest/globals';
import type { SessionClaims } from '../../../../shared/claims.js';
import type { Override } from '../../../membership/decision.js';
import { decideAsBefore } from '../../../sign-in/as-before.js';
import { NOW, OWNER, POLICY } from '../membership/admitting.js';

const decided = (group: Override['group'] | undefined, id = 200) => {
  const sub = `plex:${String(id)}`;
  const claims = { sub, group_id: 4 } as SessionClaims;
  const override =
    group === undefined ? undefined : { subject: sub, group, note: '', setAt: 1, setBy: 'x' };
  const state = { person: () => undefined, overrideOf: () => override };
  return decideAsBefore(claims, { state, policy: POLICY, now: NOW });
};

test.each([
  ['nothing said', undefined, { kind: 'group', group: 4 }],
  ['a worse group', 900, { kind: 'group', group: 900 }],
  ['a better one, which waits', 1, { kind: 'group', group: 4 }],
  ['refused', 'refused', { kind: 'override_refuses' }],
] as const)('of somebody who is not on record an override counts: %s', (_name, group, decision) => {
  expect(decided(group)).toMatchObject(decision);
});

test('but not one against the owner', () => {
  expect(decided('refused', OWNER)).toMatchObject({ kind: 'group', group: 4 });
});
