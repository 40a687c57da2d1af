import { describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { SessionClaims } from '../../../../shared/claims.js';
import { verifyToken } from '../../../../shared/verify-token.js';
import { gateConfigOf } from '../../../keys/gate-config.js';
import { keyRingOf } from '../../../keys/key-ring.js';
import { personOf } from '../../../membership/person.js';
import type { Person } from '../../../membership/person.js';
import { revocationIn } from '../../../revocation/revocation-in.js';
import { mintSession } from '../../../token/mint-session.js';
import type { MintDeps, Session } from '../../../token/mint-session.js';
import { GOOD_YAML, goodConfig } from '../config/sample-config.js';
import { useStates } from '../state/open-states.js';
import { NO_STATE } from './no-state.js';

const newState = useStates();
const NOW = 1_800_000_000;
const secret = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const ring = keyRingOf([
  { kid: 'new', alg: 'HS256', secret: secret(1) },
  { kid: 'old', alg: 'HS256', secret: secret(2) },
]);

const issuer = {
  url: 'https://auth.example.com',
  listenHost: '127.0.0.1',
  listenPort: 9190,
  dataDir: '/data',
  trustedProxies: [],
  logLevel: 'info',
} as const;

const CONFIG: MintDeps['config'] = {
  issuer,
  cookie: { domain: 'example.com' },
  session: { lifetimeSeconds: 86_400, renewal: true, renewForSeconds: 30 * 86_400 },
};

const FRANKIE: Person = {
  subject: 'plex:21000004',
  name: 'Frankie Friend',
  preferredUsername: 'frankie',
  email: 'frankie@example.com',
  picture: 'https://plex.tv/users/d000000001406f41/avatar?c=1700000000',
};

const SESSION: Session = {
  person: FRANKIE,
  groupId: 4,
  groupName: 'User',
  amr: ['plex_pwd', 'otp'],
  from: { device: 'Firefox on Windows', address: '192.0.2.1' },
};

/** The gate's verdict on a token, with the very configuration that `usher nginx` writes. */
function gateVerdict(token: string, config: MintDeps['config'], now = NOW) {
  const whole = { ...goodConfig(GOOD_YAML).config, ...config };
  return verifyToken(token, gateConfigOf(whole, ring), now);
}

describe('a session token', () => {
  test('has every claim of the contract', async () => {
    const minted = await mintSession(SESSION, {
      config: CONFIG,
      ring,
      state: NO_STATE,
      now: NOW + 0.9,
    });
    const { token, sid, jti, expiresAt } = minted;
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'new' });
    expect(decodeJwt(token)).toEqual({
      iss: 'https://auth.example.com',
      aud: 'example.com',
      sub: 'plex:21000004',
      iat: NOW,
      exp: NOW + 86_400,
      jti,
      sid,
      auth_time: NOW,
      amr: ['plex_pwd', 'otp'],
      name: 'Frankie Friend',
      preferred_username: 'frankie',
      email: 'frankie@example.com',
      picture: 'https://plex.tv/users/d000000001406f41/avatar?c=1700000000',
      group: 'User',
      group_id: 4,
    });
    expect(expiresAt).toBe(NOW + 86_400);
  });

  test('leaves out what nobody knows', async () => {
    const person = { subject: 'plex:3', name: 'Kim' };
    const { token } = await mintSession(
      { ...SESSION, person },
      { config: CONFIG, ring, state: NO_STATE, now: NOW },
    );
    const claims = decodeJwt(token);
    for (const claim of ['preferred_username', 'email', 'picture']) {
      expect(claims).not.toHaveProperty(claim);
    }
  });

  test('passes the gate, and jose', async () => {
    const { token } = await mintSession(SESSION, {
      config: CONFIG,
      ring,
      state: NO_STATE,
      now: NOW,
    });
    expect(gateVerdict(token, CONFIG)).toMatchObject({ sub: 'plex:21000004', group_id: 4 });
    const { payload } = await jwtVerify(token, secret(1), {
      issuer: 'https://auth.example.com',
      audience: 'example.com',
      currentDate: new Date(NOW * 1000),
    });
    expect(payload['group']).toBe('User');
  });

  test('begins with the header that the gate knows by heart', async () => {
    const { token } = await mintSession(SESSION, {
      config: CONFIG,
      ring,
      state: NO_STATE,
      now: NOW,
    });
    const { headers } = gateConfigOf({ ...goodConfig(GOOD_YAML).config, ...CONFIG }, ring);
    expect(Object.keys(headers)[0]).toBe(token.split('.')[0]);
  });

  test('of another key, issuer, audience or time does not pass', async () => {
    const { token } = await mintSession(SESSION, {
      config: CONFIG,
      ring,
      state: NO_STATE,
      now: NOW,
    });
    const otherIssuer = { ...CONFIG, issuer: { ...issuer, url: 'https://auth.example.org' } };
    expect(gateVerdict(token, otherIssuer)).toBe('iss_mismatch');
    expect(gateVerdict(token, { ...CONFIG, cookie: {} })).toBe('aud_mismatch');
    expect(gateVerdict(token, CONFIG, NOW + 86_400 + 31)).toBe('expired');
    const stolenKid = keyRingOf([{ kid: 'new', alg: 'HS256', secret: secret(9) }]);
    const forged = await mintSession(SESSION, {
      config: CONFIG,
      ring: stolenKid,
      state: NO_STATE,
      now: NOW,
    });
    expect(gateVerdict(forged.token, CONFIG)).toBe('signature_mismatch');
  });

  test('without cookie.domain is for the portal’s host', async () => {
    const config = {
      ...CONFIG,
      cookie: {},
      issuer: { ...issuer, url: 'http://localhost:8080/auth' },
    };
    const { token } = await mintSession(SESSION, { config, ring, state: NO_STATE, now: NOW });
    expect(decodeJwt(token)).toMatchObject({ iss: 'http://localhost:8080/auth', aud: 'localhost' });
    expect(gateVerdict(token, config)).toMatchObject({ group_id: 4 });
  });

  test.each([0, 998, 999])('group %d', async (groupId) => {
    const { token } = await mintSession(
      { ...SESSION, groupId },
      { config: CONFIG, ring, state: NO_STATE, now: NOW },
    );
    expect(gateVerdict(token, CONFIG)).toMatchObject({ group_id: groupId });
  });

  test('has identifiers that no other has', async () => {
    const one = await mintSession(SESSION, { config: CONFIG, ring, state: NO_STATE, now: NOW });
    const other = await mintSession(SESSION, { config: CONFIG, ring, state: NO_STATE, now: NOW });
    expect(new Set([one.sid, one.jti, other.sid, other.jti]).size).toBe(4);
    for (const id of [one.sid, one.jti]) {
      expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
    }
  });

  test('is below 1 KB for usual people', async () => {
    const { token } = await mintSession(SESSION, {
      config: CONFIG,
      ring,
      state: NO_STATE,
      now: NOW,
    });
    expect(token.length).toBeLessThan(1024);
  });

  test.each(['x', '"', 'ø', '橄', '👩', '\\'])(
    'is below 3 KB for whoever has %s everywhere',
    async (character) => {
      const much = character.repeat(3000);
      const longest = (max: number): string =>
        character.repeat(Math.floor(max / (Buffer.byteLength(JSON.stringify(character)) - 2)));
      const person = personOf({
        id: Number.MAX_SAFE_INTEGER,
        uuid: 'ffffffffffffffff',
        username: longest(128),
        title: much,
        friendlyName: much,
        email: `${longest(240)}@example.com`,
        confirmed: true,
        thumb: `https://plex.tv/${'a'.repeat(240)}`,
        home: false,
        homeAdmin: false,
        restricted: false,
        restrictionProfile: null,
        protected: false,
        guest: false,
      });
      const config = {
        ...CONFIG,
        issuer: { ...issuer, url: `https://auth.example.com/${'a'.repeat(480)}` },
        cookie: { domain: `${'a'.repeat(240)}.example` },
      };
      const groupName = Array.from(much).slice(0, 64).join('');
      const long = keyRingOf([{ kid: 'k'.repeat(64), alg: 'HS256', secret: secret(1) }]);
      const session = { ...SESSION, person, groupName };
      const { token } = await mintSession(session, {
        config,
        ring: long,
        state: NO_STATE,
        now: NOW,
      });
      expect(Object.keys(person)).toHaveLength(5);
      expect(token.length).toBeLessThan(3072);
    },
  );
});

describe('a session after a revocation', () => {
  const continues = { sid: 'the-sid', authTime: NOW - 100 };
  const claimsOf = async (state: MintDeps['state'], session = SESSION) =>
    decodeJwt((await mintSession(session, { config: CONFIG, ring, state, now: NOW })).token);

  test('that begins in the same second is of the next one, and good at once', async () => {
    const state = newState();
    state.revokeSubject(FRANKIE.subject, NOW);
    const { token } = await mintSession(SESSION, { config: CONFIG, ring, state, now: NOW });
    expect(decodeJwt(token).iat).toBe(NOW + 1);
    const claims = gateVerdict(token, CONFIG) as SessionClaims;
    expect(revocationIn(state)(claims)).toBeUndefined();
  });

  test('of everybody is treated alike', async () => {
    const state = newState();
    state.revokeAll(NOW);
    expect(await claimsOf(state)).toMatchObject({ iat: NOW + 1, exp: NOW + 1 + 86_400 });
  });

  test('that only goes on stays void', async () => {
    const state = newState();
    state.revokeSubject(FRANKIE.subject, NOW);
    const claims = await claimsOf(state, { ...SESSION, continues });
    expect(revocationIn(state)(claims as SessionClaims)).toBe('revoked');
  });

  test('is on record with all that its person may want to know it by', async () => {
    const state = newState();
    const { sid, expiresAt } = await mintSession(SESSION, {
      config: CONFIG,
      ring,
      state,
      now: NOW + 0.9,
    });
    expect(state.sessions(NOW)).toEqual([
      {
        sid,
        subject: FRANKIE.subject,
        expiresAt,
        groupId: 4,
        issuedAt: NOW,
        device: 'Firefox on Windows',
        address: '192.0.2.1',
        firstSeen: NOW,
        lastSeen: NOW,
      },
    ]);
    const again = { ...SESSION, groupId: 5, continues: { ...continues, sid, authTime: NOW } };
    await mintSession(again, { config: CONFIG, ring, state, now: NOW + 600 });
    expect(state.sessions(NOW)).toMatchObject([
      { sid, groupId: 5, issuedAt: NOW + 600, firstSeen: NOW, lastSeen: NOW + 600 },
    ]);
  });

  test('that goes on began when its person signed in, whatever is on record', async () => {
    const state = newState();
    await mintSession({ ...SESSION, continues }, { config: CONFIG, ring, state, now: NOW });
    expect(state.sessions(NOW)).toMatchObject([{ firstSeen: NOW - 100, lastSeen: NOW }]);
  });

  test('is on record, so that it can be ended by its sid', async () => {
    const state = newState();
    const { sid, expiresAt } = await mintSession(SESSION, {
      config: CONFIG,
      ring,
      state,
      now: NOW,
    });
    expect(state.findSession(sid)).toEqual({ sid, subject: FRANKIE.subject, expiresAt });
  });
});
