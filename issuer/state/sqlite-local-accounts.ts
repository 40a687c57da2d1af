/**
 * Accounts of the portal's own in the SQLite file, with what they sign in by. One that cannot be read is an error, never
 * "none".
 */
import type { AccountStore, LocalAccount, Passkey } from '../local-accounts/account-store.js';
import { numberIn, numberOrNoneIn, textIn, textOrNoneIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';

export function localAccountsIn(file: SqliteFile): AccountStore {
  return { ...accountsIn(file), ...secondFactorsIn(file), ...passkeysIn(file) };
}

type SecondFactors = Pick<
  AccountStore,
  'setTotp' | 'useTotpStep' | 'setRecoveryCodes' | 'useRecoveryCode' | 'recoveryCodesLeft'
>;
type Passkeys = Pick<
  AccountStore,
  'hasPasskeys' | 'passkeysOf' | 'passkey' | 'addPasskey' | 'usePasskey' | 'removePasskey'
>;

function accountsIn(file: SqliteFile): Omit<AccountStore, keyof SecondFactors | keyof Passkeys> {
  return {
    hasLocalAccounts: () => file.rows('SELECT 1 FROM local_accounts LIMIT 1').length > 0,
    localAccount: (name) =>
      file.rows('SELECT * FROM local_accounts WHERE name = ?', name).map(accountOf)[0],
    localAccounts: () => file.rows('SELECT * FROM local_accounts ORDER BY name').map(accountOf),
    addLocalAccount: (account) => addAccount(file, account),
    changeLocalAccount: (name, { groupId, passwordHash }) => {
      file.run(
        `UPDATE local_accounts SET group_id = coalesce(?, group_id), password_hash = coalesce(?, password_hash)
         WHERE name = ?`,
        ...[groupId ?? null, passwordHash ?? null, name],
      );
    },
    setDisabled: (name, disabledAt) => {
      const at = disabledAt === undefined ? null : Math.floor(disabledAt);
      file.run('UPDATE local_accounts SET disabled_at = ? WHERE name = ?', at, name);
    },
    removeLocalAccount: (name) =>
      file.transaction(() => {
        file.run('DELETE FROM recovery_codes WHERE name = ?', name);
        file.run('DELETE FROM passkeys WHERE name = ?', name);
        return file.run('DELETE FROM local_accounts WHERE name = ?', name) > 0 ? 'removed' : 'none';
      }),
  };
}

function addAccount(file: SqliteFile, account: LocalAccount): 'added' | 'name_taken' {
  const { name, displayName, groupId, passwordHash, sealedTotp, madeAt, disabledAt } = account;
  const added = file.run(
    `INSERT INTO local_accounts
       (name, display_name, group_id, password_hash, sealed_totp, made_at, disabled_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
    ...[name, displayName, groupId, passwordHash ?? null, sealedTotp ?? null],
    ...[Math.floor(madeAt), disabledAt === undefined ? null : Math.floor(disabledAt)],
  );
  return added > 0 ? 'added' : 'name_taken';
}

function secondFactorsIn(file: SqliteFile): SecondFactors {
  return {
    setTotp: (name, totp) => {
      file.transaction(() => {
        file.run(
          `UPDATE local_accounts SET sealed_totp = ?, totp_step = max(totp_step, ?) WHERE name = ?`,
          ...[totp?.sealed ?? null, totp?.step ?? 0, name],
        );
        replaceCodes(file, name, totp?.codeHashes ?? []);
      });
    },
    useTotpStep: (name, step) =>
      file.run(
        'UPDATE local_accounts SET totp_step = ? WHERE name = ? AND totp_step < ?',
        ...[step, name, step],
      ) > 0,
    setRecoveryCodes: (name, codeHashes) => {
      file.transaction(() => {
        replaceCodes(file, name, codeHashes);
      });
    },
    useRecoveryCode: (name, codeHash, now) =>
      file.run(
        'UPDATE recovery_codes SET used_at = ? WHERE name = ? AND code_hash = ? AND used_at IS NULL',
        ...[Math.floor(now), name, codeHash],
      ) > 0,
    recoveryCodesLeft: (name) => {
      const [row] = file.rows(
        'SELECT count(*) AS codes FROM recovery_codes WHERE name = ? AND used_at IS NULL',
        name,
      );
      return numberIn(row, 'codes');
    },
  };
}

/** Only of an account that is there: it may have been removed meanwhile. */
function replaceCodes(file: SqliteFile, name: string, codeHashes: readonly string[]): void {
  file.run('DELETE FROM recovery_codes WHERE name = ?', name);
  for (const codeHash of codeHashes) {
    file.run(
      'INSERT INTO recovery_codes (name, code_hash) SELECT name, ? FROM local_accounts WHERE name = ?',
      ...[codeHash, name],
    );
  }
}

function passkeysIn(file: SqliteFile): Passkeys {
  return {
    hasPasskeys: () => file.rows('SELECT 1 FROM passkeys LIMIT 1').length > 0,
    passkeysOf: (name) =>
      file
        .rows('SELECT * FROM passkeys WHERE name = ? ORDER BY made_at, credential_id', name)
        .map(passkeyOf),
    passkey: (credentialId) =>
      file.rows('SELECT * FROM passkeys WHERE credential_id = ?', credentialId).map(passkeyOf)[0],
    addPasskey: (passkey) => addPasskey(file, passkey),
    usePasskey: (credentialId, { counter, now }) =>
      file.run(
        `UPDATE passkeys SET counter = ?, last_used_at = ?
         WHERE credential_id = ? AND (counter = 0 OR counter < ?)`,
        ...[counter, Math.floor(now), credentialId, counter],
      ) > 0,
    removePasskey: (name, credentialId) =>
      file.run('DELETE FROM passkeys WHERE name = ? AND credential_id = ?', name, credentialId) > 0
        ? 'removed'
        : 'none',
  };
}

function addPasskey(file: SqliteFile, passkey: Passkey): 'added' | 'known' {
  const { credentialId, name, label, publicKey, counter, transports, madeAt } = passkey;
  const added = file.run(
    `INSERT INTO passkeys (credential_id, name, label, public_key, counter, transports, made_at)
     SELECT ?, name, ?, ?, ?, ?, ? FROM local_accounts WHERE name = ?
     ON CONFLICT (credential_id) DO NOTHING`,
    ...[credentialId, label, publicKey, counter, transports.join(' '), Math.floor(madeAt), name],
  );
  return added > 0 ? 'added' : 'known';
}

function accountOf(row: Row): LocalAccount {
  const passwordHash = textOrNoneIn(row, 'password_hash');
  const sealedTotp = textOrNoneIn(row, 'sealed_totp');
  const disabledAt = numberOrNoneIn(row, 'disabled_at');
  return {
    name: textIn(row, 'name'),
    displayName: textIn(row, 'display_name'),
    groupId: numberIn(row, 'group_id'),
    ...(passwordHash !== undefined && { passwordHash }),
    ...(sealedTotp !== undefined && { sealedTotp }),
    madeAt: numberIn(row, 'made_at'),
    ...(disabledAt !== undefined && { disabledAt }),
  };
}

function passkeyOf(row: Row): Passkey {
  const lastUsedAt = numberOrNoneIn(row, 'last_used_at');
  return {
    credentialId: textIn(row, 'credential_id'),
    name: textIn(row, 'name'),
    label: textIn(row, 'label'),
    publicKey: textIn(row, 'public_key'),
    counter: numberIn(row, 'counter'),
    transports: textIn(row, 'transports').split(' ').filter(Boolean),
    madeAt: numberIn(row, 'made_at'),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
  };
}
