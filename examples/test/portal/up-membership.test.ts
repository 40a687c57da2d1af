/** The system of scripts/up: what is known of everybody, and what happens without plex.tv, and without the owner's link. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import { keyRingOf, parseKeys, joseHeaderOf, signerOf } from '../../../issuer/keys/key-ring.js';
import { runIn } from '../../../issuer/test/unit/commands/run.js';
import { UNSHARED_SECONDS } from '../../../scripts/up-config.js';
import { attachOwner } from '../../../scripts/up-link.js';
import { startSystem, type System } from '../../../scripts/up-system.js';
import { PEOPLE } from '../../plex-stand-in/people.js';
import { signInByPassword } from './sign-in-by-password.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CLI = join(ROOT, 'issuer/dist/cli.js');
const STAND_IN = join(ROOT, 'examples/dist/plex-stand-in.js');

let system: System;
let plex: string;
let secondStandIn: ChildProcess | undefined;
beforeAll(async () => {
  system = await startSystem({ freePorts: true });
  plex = system.addresses.plex ?? '';
});
afterAll(async () => {
  await system.stop();
  secondStandIn?.kill();
});

/** A command of Usher, about this system. */
function usher(...args: string[]) {
  const now = () => Math.floor(Date.now() / 1000);
  return runIn(system.folder, [...args, '--config', system.config], { now });
}

function signIn(person: string) {
  const { site, portal } = system.addresses;
  const page = `${portal}login?rd=${encodeURIComponent(`${site}/overseerr/`)}`;
  return signInByPassword(page, person, `${person}-password`);
}

/** What the gate answers for Overseerr: 200, or 401 as scripts get it. */
async function overseerr(cookie: string): Promise<number> {
  const headers = { Cookie: cookie };
  const address = `${system.addresses.site}/overseerr/api/status`;
  return (await fetch(address, { headers, redirect: 'manual' })).status;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + (UNSHARED_SECONDS + 5) * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`waited in vain for: ${what}`);
    }
    await pause(200);
  }
}

describe('usher explain', () => {
  const FRIEND = 'Group 4 (User), by rules[3]: friend of Sample Server';
  const CHILD = 'Group 5 (Kids), by rules[1]: managed account in the Plex Home of Sample Server';
  const NOTHING_SHARED = "Refused: known to the owner's account, but no server is shared with them";
  const STRANGER = 'Refused: no access to the server';
  const NOW: Readonly<Record<string, string>> = {
    owner: 'Group 0 (Admin), by rules[0]: owner of Sample Server',
    home: 'Group 3 (Power User), by rules[2]: in the Plex Home of Sample Server',
    child: CHILD,
    teen: CHILD,
    little: CHILD,
    friend: FRIEND,
    moviefriend: FRIEND,
    careful: FRIEND,
    google: FRIEND,
    mailonly: FRIEND,
    neighbour: FRIEND,
    cabinfriend: NOTHING_SHARED,
    lender: NOTHING_SHARED,
    pending: NOTHING_SHARED,
    neighbourkid: STRANGER,
    stranger: STRANGER,
    impostor: STRANGER,
    servertwin: STRANGER,
    twinfriend: STRANGER,
    playertwin: STRANGER,
    homeguest: STRANGER,
  };

  test.each(PEOPLE)('of $key, who $about', async ({ key, id }) => {
    const { exitCode, stdout, stderr } = await usher('explain', String(id));
    expect({ now: /^now +(.+)$/m.exec(stdout)?.[1], stderr }).toEqual({
      now: NOW[key],
      stderr: '',
    });
    expect(exitCode).toBe(NOW[key]?.startsWith('Group') === true ? 0 : 1);
  });

  test('goes by user names, and by what profiles are called that have none', async () => {
    for (const { key, id, username, title } of PEOPLE) {
      const { stdout } = await usher('explain', username || title);
      const isListed = NOW[key] !== STRANGER;
      expect([key, stdout.startsWith(`plex:${String(id)} `)]).toEqual([key, isListed]);
    }
  });

  test('says of whoever was invited that they have not accepted', async () => {
    const { stdout } = await usher('explain', 'pending');
    expect(stdout).toMatch(/^invited +to Sample Server, and has not accepted$/m);
  });
});

describe('while plex.tv is stopped', () => {
  test('who is signed in goes on, nobody signs in, and the link says what is the matter', async () => {
    const { cookie } = await signIn('friend');
    expect(await overseerr(cookie)).toBe(200);
    stopStandIn();

    const refused = await signIn('moviefriend');
    expect(refused.status).toBe(503);
    expect(refused.cookie).not.toMatch(/(^|; )usher=/);
    expect(refused.text).toContain('Plex cannot be reached right now.');
    await until('the link is in trouble', async () => {
      const { exitCode, stdout } = await usher('link', '--status');
      return (
        exitCode === 1 &&
        /^health +plex\.tv could not be asked with it .*tried again by itself/m.test(stdout)
      );
    });
    // It has been looked for who has lost access: nobody, as far as one knows.
    expect(await overseerr(cookie)).toBe(200);
    const explained = await usher('explain', 'friend');
    expect(explained.stdout).toMatch(
      /^now +Group 4 \(User\), by rules\[3\]: friend of Sample Server$/m,
    );
    expect(explained.stdout).toMatch(
      /^known by +what plex\.tv told them at .+; plex\.tv could not be asked/m,
    );
  }, 60_000);

  test('and back again, it is as before for everybody, once the owner’s account is attached anew', async () => {
    const listen = new URL(plex).host;
    secondStandIn = spawn(process.execPath, [STAND_IN, '--listen', listen], { stdio: 'pipe' });
    await once(secondStandIn.stdout!, 'data');
    // It does not know the token that it gave away before; visitors have their own.
    expect((await signIn('moviefriend')).status).toBe(303);
    const { stdout } = await usher('explain', 'friend');
    expect(stdout).toMatch(/^known by .*plex\.tv does not take its token any more/m);

    await attachOwner({ cli: CLI, config: system.config, plex });
    expect(await usher('link', '--status')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^health +good$/m),
    });
    expect((await usher('explain', 'friend')).exitCode).toBe(0);
  });

  function stopStandIn(): void {
    const pid = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .find((name) => {
        const command = commandOf(name);
        return command[1] === STAND_IN && command.includes(new URL(plex).host);
      });
    process.kill(Number(pid), 'SIGKILL');
  }

  function commandOf(pid: string): readonly string[] {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    } catch {
      return [];
    }
  }
});

describe('without the owner’s link', () => {
  test('everybody goes on and signs in, and an unshare is found out at the renewal', async () => {
    const { cookie } = await signIn('friend');
    expect((await usher('link', '--remove')).exitCode).toBe(0);
    expect(await usher('link', '--status')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^No owner is attached/),
    });
    expect((await signIn('moviefriend')).status).toBe(303);
    await unshare('friend');
    expect((await usher('explain', 'friend')).stdout).toMatch(/; no owner is attached/);

    const old = await aged(cookie, 13);
    expect([await overseerr(cookie), await overseerr(old)]).toEqual([200, 200]);
    await fetch(`${system.addresses.site}/_usher/renew`, { headers: { Cookie: old } });
    expect([await overseerr(cookie), await overseerr(old)]).toEqual([401, 401]);
    const { exitCode, stdout } = await usher('explain', 'friend');
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^now +Refused: no access/m)]);
    expect((await signIn('friend')).status).toBe(403);
  });

  /** As the button of the page does it. */
  async function unshare(person: string): Promise<void> {
    const body = new URLSearchParams({ action: 'unshare', person, server: 'sample' });
    expect((await fetch(`${plex}/people`, { method: 'POST', body })).status).toBe(200);
  }
});

/** The session of these cookies as if it had been issued so many hours earlier. */
async function aged(cookie: string, hours: number): Promise<string> {
  const [, token = ''] = /(?:^|; )usher=([^;]+)/.exec(cookie) ?? [];
  const parsed = parseKeys(readFileSync(join(system.folder, 'data/keys.json'), 'utf8'));
  if (parsed.kind !== 'keys') {
    throw new Error('no keys');
  }
  const { signing } = keyRingOf(parsed.keys);
  const { iat = NaN, exp = NaN, ...claims } = decodeJwt(token);
  const earlier = hours * 3600;
  const old = await new SignJWT({ ...claims, iat: iat - earlier, exp: exp - earlier })
    .setProtectedHeader(joseHeaderOf(signing))
    .sign(signerOf(signing));
  return cookie.replace(token, old);
}
