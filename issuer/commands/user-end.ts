/** `usher user disable`, `enable` and `remove`. */
import { disableAccount, enableAccount, removeAccount } from '../local-accounts/change-account.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { reportChange, withAccount, type UserOptions } from './user-account.js';

export function userDisable(text: string, options: UserOptions, io: CommandIo): Promise<ExitCode> {
  return withAccount(text, { options, io }, ({ name }, { config, deps }) =>
    reportChange(
      {
        text: `${name}: does not get in any more; what they had is void`,
        json: { name, change: 'disabled' },
      },
      disableAccount(name, deps),
      { options, config, io },
    ),
  );
}

export function userEnable(text: string, options: UserOptions, io: CommandIo): Promise<ExitCode> {
  return withAccount(text, { options, io }, ({ name }, { config, deps }) => {
    enableAccount(name, deps);
    return reportChange(
      { text: `${name}: may sign in again`, json: { name, change: 'enabled' } },
      {},
      { options, config, io },
    );
  });
}

export function userRemove(text: string, options: UserOptions, io: CommandIo): Promise<ExitCode> {
  return withAccount(text, { options, io }, ({ name }, { config, deps }) =>
    reportChange(
      {
        text: `${name}: there is no such account any more; what they had is void`,
        json: { name, change: 'removed' },
      },
      removeAccount(name, deps),
      { options, config, io },
    ),
  );
}
