import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { CommandIo } from '../../../commands/command-io.js';
import { openSecrets } from '../../../data-dir/secrets.js';
import { createPasswordHasher } from '../../../local-accounts/password-hash.js';
import { hashOfRecoveryCode } from '../../../local-accounts/recovery-codes.js';
import { createTotpBox } from '../../../local-accounts/totp.js';
import { openState } from '../../../state/sqlite-state.js';
import type { State } from '../../../state/state.js';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { NOW, runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();
const PASSWORD = 'correct horse battery';
const ANNA = {
  name: 'anna',
  displayName: 'Anna',
  groupId: 4,
  passwordHash: 'unused',
  madeAt: NOW - 60,
};

function setUp() {
  const folder = newFolder();
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  writeConfig(folder, GOOD_YAML);
  return {
    dataDir,
    run: (args: readonly string[]) => runIn(folder, args),
    user: (args: string, io: Partial<CommandIo> = {}) =>
      runIn(folder, ['user', ...args.split(' ')], {
        readStdin: () => Promise.resolve(`${PASSWORD}\n`),
        ...io,
      }),
    withState: <T>(use: (state: State) => T): T => {
      const state = openState(dataDir);
      try {
        return use(state);
      } finally {
        state.close();
      }
    },
  };
}

function withAnna(change: Partial<typeof ANNA> = {}) {
  const at = setUp();
  at.withState((state) => state.addLocalAccount({ ...ANNA, ...change }));
  const stamp = () => at.withState((state) => state.revokedOf('local:anna')?.notBefore);
  const audit = () => at.withState((state) => state.audit(9)).map(({ action }) => action);
  return { ...at, stamp, audit };
}

describe('usher user add', () => {
  test('makes an account whose password is the first line of standard input', async () => {
    const { user, withState } = setUp();
    const ran = await user('add Anna --group 4');
    expect(ran).toEqual({
      exitCode: 0,
      stdout: 'anna: group 4 (User); signs in at https://auth.example.com/login/local\n',
      stderr: '',
    });
    const account = withState((state) => state.localAccount('anna'));
    expect(account).toMatchObject({ displayName: 'Anna', groupId: 4, madeAt: NOW });
    const hasher = createPasswordHasher();
    expect(await hasher.verify(PASSWORD, account?.passwordHash)).toBe('right');
    expect(withState((state) => state.audit(9))).toMatchObject([
      { actor: 'command line', action: 'local_account_added', subject: 'local:anna' },
    ]);
  });

  test('asks twice at a terminal, and takes only what was typed the same way', async () => {
    const { user, withState } = setUp();
    const answers = [PASSWORD, `${PASSWORD}!`, PASSWORD, PASSWORD];
    const asked: string[] = [];
    const askSecret = (question: string) => {
      asked.push(question);
      return Promise.resolve(answers.shift() ?? '');
    };
    const ran = await user('add anna --group 0', { askSecret });
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toBe('error: the two are not the same; nothing was changed\n');
    const again = await user('add anna --group 0', { askSecret });
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain('usher user totp anna');
    expect(asked.slice(2)).toEqual(['New password for anna: ', 'The same again: ']);
    expect(withState((state) => state.localAccounts())).toHaveLength(1);
  });

  test.each([
    ['add anna --group 1000', 'a group is a whole number from 0 to 999'],
    ['add anna --group', 'argument missing'],
    ['add anna', 'required option'],
    ['add ann/a --group 4', 'a name has 1 to 32'],
    [`add anna --group 4 --display-name ${'x'.repeat(65)}`, '--display-name must be'],
  ])('refuses "%s"', async (args, message) => {
    const { user, withState } = setUp();
    const ran = await user(args);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(message);
    expect(withState((state) => state.localAccounts())).toEqual([]);
  });

  test.each(['', 'too short', 'aaaaaaaaaaaaaaa'])('refuses the password %j', async (password) => {
    const { user, withState } = setUp();
    const ran = await user('add anna --group 4', { readStdin: () => Promise.resolve(password) });
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(/^error: (A|This) password/);
    expect(withState((state) => state.hasLocalAccounts())).toBe(false);
  });

  test('leaves an account alone that has the name already', async () => {
    const { user, withState } = withAnna();
    const ran = await user('add ANNA --group 0');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(withState((state) => state.localAccount('anna'))).toEqual(ANNA);
  });

  test('makes no data folder: it may be the wrong configuration', async () => {
    const folder = newFolder();
    writeConfig(folder, GOOD_YAML);
    const ran = await runIn(folder, ['user', 'add', 'anna', '--group', '4']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('there is no data folder');
  });
});

describe('usher user', () => {
  test.each([
    ['password anna', 'local_password_set'],
    ['disable anna', 'local_account_disabled'],
    ['remove anna', 'local_account_removed'],
    ['group anna 5', 'local_account_changed'],
  ])('%s voids what they had, and is written down', async (args, action) => {
    const { user, stamp, audit } = withAnna();
    expect(await user(args)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(stamp()).toBeGreaterThanOrEqual(NOW);
    expect(audit()).toEqual([action]);
  });

  test('password counts from when it is set, however long somebody takes to type it', async () => {
    const { user, stamp, withState } = withAnna();
    let now = NOW;
    const askSecret = () => {
      now += 60;
      return Promise.resolve(PASSWORD);
    };
    expect((await user('password anna', { now: () => now, askSecret })).exitCode).toBe(0);
    expect(withState((state) => state.audit(1))).toMatchObject([{ at: NOW + 120 }]);
    expect(stamp()).toBe(NOW + 121);
  });

  test.each(['enable anna', 'group anna 0', 'group anna 4'])('%s voids nothing', async (args) => {
    const { user, stamp } = withAnna();
    expect(await user(args)).toMatchObject({ exitCode: 0 });
    expect(stamp()).toBeUndefined();
  });

  test.each(['password', 'totp', 'recovery-codes', 'disable', 'enable', 'remove'])(
    '%s of nobody is 1',
    async (verb) => {
      const { user } = withAnna();
      const ran = await user(`${verb} ben`);
      expect(ran.exitCode).toBe(1);
      expect(ran.stderr).toBe('error: there is no local account "ben"; see "usher user list"\n');
    },
  );

  test('remove leaves nothing for the next one of that name', async () => {
    const { user, withState } = withAnna();
    withState((state) => {
      state.setOverride({ subject: 'local:anna', group: 0, note: '', setAt: NOW, setBy: '' });
    });
    await user('remove anna');
    await user('add anna --group 5');
    withState((state) => {
      expect(state.overrideOf('local:anna', NOW)).toBeUndefined();
      expect(state.localAccount('anna')?.groupId).toBe(5);
    });
  });

  test('list tells what they sign in by, and no secret', async () => {
    const { user, withState } = withAnna();
    withState((state) => {
      state.setTotp('anna', { sealed: 'SEALED', step: 1, codeHashes: ['a', 'b'] });
    });
    const ran = await user('list');
    expect(ran.stdout).toMatch(/^NAME +DISPLAY NAME/);
    expect(ran.stdout).toMatch(/anna +Anna +4 \(User\) +password, code \(2 for recovery\)/);
    const json = (await user('list --json')).stdout;
    expect(JSON.parse(json)).toMatchObject({ accounts: [{ name: 'anna', recoveryCodes: 2 }] });
    expect(ran.stdout + json).not.toMatch(/SEALED|unused/);
  });
});

describe('usher user totp', () => {
  /** Types what an authenticator shows that read the key on the screen. */
  const enrol = async (wrong: readonly string[] = []) => {
    const at = withAnna();
    const typed = [...wrong];
    let shown = '';
    const ask = () => {
      const secret = /key there: ([A-Z2-7]+)/.exec(shown)?.[1] ?? '';
      const totp = new TOTP({ secret: Secret.fromBase32(secret) });
      return Promise.resolve(typed.shift() ?? totp.generate({ timestamp: NOW * 1000 }));
    };
    const ran = await at.user('totp anna', {
      ask,
      stderr: (text) => {
        shown += text;
      },
    });
    return { ...at, ran, shown };
  };

  test('shows a picture, asks for a code, and gives recovery codes', async () => {
    const { ran, shown, dataDir, withState, audit } = await enrol(['000000']);
    expect(ran.exitCode).toBe(0);
    expect(shown).toContain('▄');
    expect(shown).toContain('That is not it.');
    const codes = ran.stdout.trim().split('\n');
    expect(codes).toHaveLength(10);
    const { sealedTotp = '' } = withState((state) => state.localAccount('anna')) ?? {};
    const { sealingKey } = await openSecrets(dataDir);
    expect(shown).toContain(await createTotpBox(sealingKey).open('anna', sealedTotp));
    withState((state) => {
      const hash = hashOfRecoveryCode('anna', codes[3] ?? '') ?? '';
      expect(state.useTotpStep('anna', Math.floor(NOW / 30))).toBe(false);
      expect(state.useRecoveryCode('anna', hash, NOW)).toBe(true);
      expect(state.useRecoveryCode('anna', hash, NOW)).toBe(false);
    });
    expect(audit()).toEqual(['totp_set']);
  });

  test('changes nothing after three wrong codes', async () => {
    const { ran, withState } = await enrol(['000000', '1', 'x']);
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(withState((state) => state.localAccount('anna'))).toEqual(ANNA);
  });

  test('wants a terminal', async () => {
    const { user } = withAnna();
    expect(await user('totp anna')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('can be taken away, and its recovery codes with it', async () => {
    const { user, withState } = await enrol();
    expect(await user('totp anna --remove')).toMatchObject({ exitCode: 0 });
    expect(withState((state) => state.recoveryCodesLeft('anna'))).toBe(0);
    expect(await user('recovery-codes anna')).toMatchObject({ exitCode: 1, stdout: '' });
  });

  test('has other recovery codes when they are asked for', async () => {
    const { user, ran, withState } = await enrol();
    const fresh = await user('recovery-codes anna');
    expect(fresh.stdout.trim().split('\n')).toHaveLength(10);
    expect(fresh.stdout).not.toBe(ran.stdout);
    expect(withState((state) => state.recoveryCodesLeft('anna'))).toBe(10);
  });
});

describe('usher explain', () => {
  const explain = async (change: { disabledAt?: number } = {}) => {
    const { run, withState } = setUp();
    withState((state) => state.addLocalAccount({ ...ANNA, ...change }));
    return run(['explain', 'local:anna']);
  };

  test('says by what a local account has its group', async () => {
    const ran = await explain();
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain('Group 4 (User), by the account itself');
    expect(ran.stdout).toContain('known by   the accounts of the portal itself');
  });

  test('says that one is disabled', async () => {
    const ran = await explain({ disabledAt: NOW });
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('the account is disabled');
  });
});
