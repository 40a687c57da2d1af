/** `usher user add`, `usher user password` and `usher user group`: accounts of the portal's own. */
import { parseThreshold } from '../../shared/group.js';
import { groupNameOf } from '../config/group-names.js';
import {
  localSubject,
  parseAccountName,
  parseDisplayName,
} from '../local-accounts/account-name.js';
import type { LocalAccount } from '../local-accounts/account-store.js';
import { addAccount, changeGroup, resetPassword } from '../local-accounts/change-account.js';
import type { CommandIo, ExitCode } from './command-io.js';
import {
  askNewPassword,
  reportChange,
  withAccount,
  withUsers,
  type UserOptions,
  type UserWorld,
} from './user-account.js';

export type UserAddOptions = UserOptions & Readonly<{ group: string; displayName?: string }>;

export async function userAdd(
  text: string,
  options: UserAddOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const asked = askedFor(text, options);
  if (typeof asked === 'string') {
    io.stderr(`error: ${asked}\n`);
    return 2;
  }
  return withUsers(options, io, async (world) => {
    if (world.deps.state.localAccount(asked.name) !== undefined) {
      return nameTaken(asked.name, io);
    }
    const passwordHash = await askNewPassword(asked, world);
    if (passwordHash === undefined) {
      return 2;
    }
    const account: LocalAccount = { ...asked, passwordHash, madeAt: world.deps.now };
    return addAccount(account, world.deps) === 'name_taken'
      ? nameTaken(asked.name, io)
      : reportAdded(account, options, world);
  });
}

/** What somebody asked for, or what is wrong with it. */
function askedFor(
  text: string,
  options: UserAddOptions,
): Pick<LocalAccount, 'name' | 'displayName' | 'groupId'> | string {
  const name = parseAccountName(text);
  if (name === undefined) {
    return 'a name has 1 to 32 letters, digits, dots, dashes and underscores, and begins and ends with a letter or a digit';
  }
  const groupId = parseThreshold(options.group);
  if (groupId === undefined) {
    return GROUP_PROBLEM;
  }
  const displayName = parseDisplayName(options.displayName ?? text);
  return displayName === undefined
    ? '--display-name must be 1 to 64 characters that can be seen'
    : { name, displayName, groupId };
}

const GROUP_PROBLEM = 'a group is a whole number from 0 to 999';

function nameTaken(name: string, io: CommandIo): ExitCode {
  io.stderr(`error: there is a local account ${name} already\n`);
  return 2;
}

function reportAdded(
  { name, displayName, groupId }: LocalAccount,
  options: UserOptions,
  { config, deps, io }: UserWorld,
): ExitCode {
  const subject = localSubject(name);
  const groupName = groupNameOf(config, groupId);
  const override = deps.state.overrideOf(subject, deps.now);
  if (override !== undefined) {
    io.stderr(`warning: there is an override of ${subject}; it counts, not this group\n`);
  }
  if (groupId === 0) {
    io.stderr(`hint: "usher user totp ${name}" asks for a code besides the password\n`);
  }
  const address = `${config.issuer.url}/login/local`;
  return reportChange(
    {
      text: `${name}: group ${String(groupId)} (${groupName}); signs in at ${address}`,
      json: { name, displayName, subject, groupId, groupName, signInUrl: address },
    },
    {},
    { options, config, io },
  );
}

export function userPassword(text: string, options: UserOptions, io: CommandIo): Promise<ExitCode> {
  return withAccount(text, { options, io }, async (account, { config, deps }) => {
    const { name } = account;
    const passwordHash = await askNewPassword(account, { config, io });
    if (passwordHash === undefined) {
      return 2;
    }
    return reportChange(
      {
        text: `${name}: the password is set; where they were signed in, they are not any more`,
        json: { name, change: 'password' },
      },
      resetPassword(name, passwordHash, deps),
      { options, config, io },
    );
  });
}

export function userGroup(
  text: string,
  group: string,
  { options, io }: Readonly<{ options: UserOptions; io: CommandIo }>,
): Promise<ExitCode> {
  const groupId = parseThreshold(group);
  if (groupId === undefined) {
    io.stderr(`error: ${GROUP_PROBLEM}\n`);
    return Promise.resolve(2);
  }
  return withAccount(text, { options, io }, (account, { config, deps }) => {
    const { name } = account;
    const effect =
      groupId > account.groupId
        ? 'it is less than what they had, so that is void; they sign in again'
        : 'it counts from the next renewal of their session, or sign-in';
    return reportChange(
      {
        text: `${name}: group ${String(groupId)} (${groupNameOf(config, groupId)}); ${effect}`,
        json: { name, change: 'group', groupId },
      },
      changeGroup(account, groupId, deps),
      { options, config, io },
    );
  });
}
