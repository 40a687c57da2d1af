/** Entry point of the `usher` command: hands the process's world to the commands. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
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
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask: askTerminal, askSecret }),
};

/** Standard output may be read by a program. The end of the input is an empty answer. */
async function askTerminal(question: string, output: Writable = process.stderr): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  try {
    // The terminal hands it to readline in place of us.
    terminal.once('SIGINT', () => {
      terminal.close();
      process.kill(process.pid, 'SIGINT');
    });
    const ended = new Promise<string>((resolve) => {
      terminal.once('close', () => {
        resolve('');
      });
    });
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}

/** What is typed goes nowhere but to us: readline echoes into a stream that ends here. */
async function askSecret(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const answer = await askTerminal('', nowhere);
  process.stderr.write('\n');
  return answer;
}

process.exitCode = await runUsher(process.argv.slice(2), io, {
  startPortal: serve,
  readGate: readGateBundle,
  localNjs,
});
