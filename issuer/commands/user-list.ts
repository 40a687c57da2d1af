/** `usher user list`: the accounts of the portal's own. */
import { groupNameOf } from '../config/group-names.js';
import { localSubject } from '../local-accounts/account-name.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig } from './config-file.js';
import { timeText } from './key-ring.js';
import { formatJson, formatTable, printable } from './print.js';
import { askState } from './state.js';
import type { UserOptions } from './user-account.js';

export async function userList(options: UserOptions, io: CommandIo): Promise<ExitCode> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  const accounts = await askState(config, (state) =>
    (state?.localAccounts() ?? []).map((account) => ({
      name: account.name,
      displayName: account.displayName,
      subject: localSubject(account.name),
      groupId: account.groupId,
      groupName: groupNameOf(config, account.groupId),
      password: account.passwordHash !== undefined,
      totp: account.sealedTotp !== undefined,
      recoveryCodes: state?.recoveryCodesLeft(account.name) ?? 0,
      passkeys: state?.passkeysOf(account.name).length ?? 0,
      madeAt: account.madeAt,
      disabledAt: account.disabledAt,
    })),
  );
  if (options.json === true) {
    const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
    const shown = accounts.map(({ madeAt, disabledAt, ...account }) => ({
      ...account,
      made: time(madeAt),
      ...(disabledAt !== undefined && { disabled: time(disabledAt) }),
    }));
    io.stdout(formatJson({ accounts: shown }));
    return 0;
  }
  if (accounts.length === 0) {
    io.stdout('there are no local accounts; "usher user add NAME --group N" makes one\n');
    return 0;
  }
  const rows = accounts.map((account) => [
    account.name,
    printable(account.displayName),
    `${String(account.groupId)} (${account.groupName})`,
    [
      ...(account.password ? ['password'] : []),
      ...(account.totp ? [`code (${String(account.recoveryCodes)} for recovery)`] : []),
      ...(account.passkeys > 0 ? [`passkeys: ${String(account.passkeys)}`] : []),
    ].join(', '),
    timeText(account.madeAt),
    account.disabledAt === undefined ? '' : `disabled ${timeText(account.disabledAt)}`,
  ]);
  io.stdout(formatTable([['NAME', 'DISPLAY NAME', 'GROUP', 'SIGNS IN BY', 'MADE', ''], ...rows]));
  return 0;
}
