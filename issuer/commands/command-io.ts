/**
 * What a command gets from the outside. Types only; cli.ts makes the real one.
 */

/** 0: fine. 1: found something (a problem, a token that would be refused). 2: could not run. */
export type ExitCode = 0 | 1 | 2;

export type CommandIo = Readonly<{
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** All of standard input, as far as `maxBytes`. */
  readStdin: (maxBytes: number) => Promise<string>;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  /** NumericDate, seconds. */
  now: () => number;
  /** Asks whoever sits at the terminal for a line; absent where nobody does. */
  ask?: (question: string) => Promise<string>;
  /** The same without showing what is typed. */
  askSecret?: (question: string) => Promise<string>;
  /** Waits; real time unless given. */
  pause?: (ms: number) => Promise<unknown>;
}>;
