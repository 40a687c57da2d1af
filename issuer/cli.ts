/** Entry point of the `usher` command: hands the process's world to the commands. */
import type { CommandIo } from './commands/command-io.js';
import { runUsher } from './commands/program.js';
import { localNjs } from './nginx-files/local-njs.js';
import { readGateBundle } from './nginx-files/write-nginx-files.js';
import { serve } from './serve.js';

// `usher check | head` ends when head has seen enough; that is no error of ours.
process.stdout.on('error', () => undefined);

const io: CommandIo = {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  readStdin: async (maxBytes) => {
    let text = '';
    for await (const chunk of process.stdin.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length > maxBytes) {
        break;
      }
    }
    return text.slice(0, maxBytes);
  },
  env: process.env,
  cwd: process.cwd(),
  now: () => Math.floor(Date.now() / 1000),
};

process.exitCode = await runUsher(process.argv.slice(2), io, {
  startPortal: serve,
  readGate: readGateBundle,
  localNjs,
});
