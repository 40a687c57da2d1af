/** `usher user …`: names, options, help. */
import type { Command } from 'commander';
import type { CommandIo } from './command-io.js';
import { withConfig, type Run } from './program-options.js';
import { userAdd, userGroup, userPassword, type UserAddOptions } from './user-add.js';
import type { UserOptions } from './user-account.js';
import { userDisable, userEnable, userRemove } from './user-end.js';
import { userList } from './user-list.js';
import { userRecoveryCodes, userTotp, type UserTotpOptions } from './user-totp.js';

export function addUser(program: Command, io: CommandIo, run: Run): void {
  const user = program
    .command('user')
    .description(
      'accounts of the portal itself, for when plex.tv is down and for people without Plex',
    );
  const verb = (name: string, description: string, example: string): Command =>
    withConfig(user.command(name))
      .description(description)
      .option('--json', 'for programs')
      .addHelpText('after', `\nExample:\n  usher user ${example}`);
  const named = (name: string, description: string, example = `${name} anna`): Command =>
    verb(name, description, example).argument('<name>', 'what they type to sign in');

  named('add', 'make an account; the password is asked for', 'add anna --group 4')
    .requiredOption('-g, --group <number>', 'the group they get, 0 to 999')
    .option('--display-name <text>', 'what they are called (default: as the name is typed)')
    .addHelpText(
      'after',
      '\nWithout a terminal, the password is the first line of standard input.\n' +
        'An override or a rule about local:<name> goes before the group.\n\n' +
        'Exit codes: 0 done, 2 could not run, or the password will not do.',
    )
    .action((name: string, options: UserAddOptions) => run(userAdd(name, options, io)));
  verb('list', 'list the accounts: group, and what they sign in by', 'list').action(
    (options: UserOptions) => run(userList(options, io)),
  );
  named('password', 'set another password; ends all their sessions').action(
    (name: string, options: UserOptions) => run(userPassword(name, options, io)),
  );
  named('group', 'put them into another group; less than they had acts at once', 'group anna 4')
    .argument('<number>', '0 to 999')
    .action((name: string, group: string, options: UserOptions) =>
      run(userGroup(name, group, { options, io })),
    );
  named('totp', 'set up an authenticator: a code besides the password')
    .option('--remove', 'let the password alone be enough')
    .action((name: string, options: UserTotpOptions) => run(userTotp(name, options, io)));
  named('recovery-codes', 'make ten new recovery codes; earlier ones are void').action(
    (name: string, options: UserOptions) => run(userRecoveryCodes(name, options, io)),
  );
  named('disable', 'let them in no more; ends all their sessions').action(
    (name: string, options: UserOptions) => run(userDisable(name, options, io)),
  );
  named('enable', 'let them in again').action((name: string, options: UserOptions) =>
    run(userEnable(name, options, io)),
  );
  named('remove', 'remove the account; ends all their sessions').action(
    (name: string, options: UserOptions) => run(userRemove(name, options, io)),
  );
}
