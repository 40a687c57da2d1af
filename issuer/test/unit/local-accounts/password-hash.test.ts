import { describe, expect, test } from '@jest/globals';
import { createPasswordHasher } from '../../../local-accounts/password-hash.js';

const PASSWORD = 'correct horse battery';

describe('a password', () => {
  test('is known by its hash, of which no two are the same', async () => {
    const hasher = createPasswordHasher();
    const [one, other] = [await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)];
    expect(one).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
    expect(await hasher.verify(PASSWORD, one)).toBe('right');
    expect(await hasher.verify(`${PASSWORD} `, one)).toBe('wrong');
    expect(await hasher.verify('', one)).toBe('wrong');
  });

  test('is the same however its letters are composed', async () => {
    const hasher = createPasswordHasher();
    const kept = await hasher.hash('gr\u00fc\u00dfe aus k\u00f6ln');
    expect(await hasher.verify('gru\u0308\u00dfe aus ko\u0308ln', kept)).toBe('right');
  });

  test('is wrong where nothing of ours is kept, and that takes as long', async () => {
    const hasher = createPasswordHasher();
    const known = await hasher.hash(PASSWORD);
    // Of this process, so that what else the machine does counts for nothing.
    const computed = async (phc: string | undefined) => {
      const before = process.cpuUsage();
      expect(await hasher.verify('another one, wrong', phc)).toBe('wrong');
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const forKnown = await computed(known);
    for (const kept of [undefined, 'plain', known?.replace('ln=17', 'ln=30')]) {
      expect(await computed(kept)).toBeGreaterThan(forKnown / 4);
    }
  });
});

test('many at once wait for their turn, and too many are sent away', async () => {
  const hasher = createPasswordHasher();
  const outcomes = await Promise.all(
    Array.from({ length: 13 }, () => hasher.verify(PASSWORD, undefined)),
  );
  expect(outcomes.filter((outcome) => outcome === 'wrong')).toHaveLength(10);
  expect(outcomes.filter((outcome) => outcome === 'busy')).toHaveLength(3);
  expect(await hasher.verify(PASSWORD, undefined)).toBe('wrong');
});
