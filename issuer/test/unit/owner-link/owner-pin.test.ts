import { expect, test } from '@jest/globals';
import { isOwnerWithoutPin } from '../../../owner-link/owner-pin.js';

const OWNER = { id: 1, guest: false, protected: false };
const CHILD = { id: 2, guest: false, protected: true };
const GUEST = { id: 3, guest: true, protected: false };

test.each([
  ['the owner has no PIN, and there are others', [OWNER, CHILD, GUEST], true],
  ['the owner has a PIN', [{ ...OWNER, protected: true }, CHILD], false],
  ['there is nobody but the guest', [OWNER, GUEST], false],
  ['there is no Home', [], false],
  ['the owner is not in it', [CHILD, { ...CHILD, id: 4 }], false],
])('where %s, it is told whether the owner’s profile is open to everybody', (_, users, isOpen) => {
  expect(isOwnerWithoutPin(users, 1)).toBe(isOpen);
});
