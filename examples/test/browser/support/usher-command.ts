/** The `usher` command, as somebody gives it who runs the system that is under test. */
import { execFile } from 'node:child_process';

/**
 * @param args without `--config`
 * @param input for its standard input: a password, where it asks for one
 * @returns what it said
 * @throws if it failed, with what it said
 */
export function usher(config: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const command = ['issuer/dist/cli.js', ...args, '--config', config];
    const child = execFile(process.execPath, command, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else {
        reject(new Error(`usher ${args.join(' ')}: ${stderr}`, { cause: error }));
      }
    });
    child.stdin?.end(input);
  });
}
