/**
 * Attaches the owner's account of the sample system, as an owner does it: with `usher link`, and its code typed at Plex's
 * page for it.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { boundToParent } from './up-processes.js';

/** The code that `usher link` shows stands on a line of its own. */
const CODE = /^ {4}(\w+)$/m;

/**
 * A link that is there already is made anew: the stand-in that gave its token has forgotten it when it ended.
 * @param {Readonly<{
 *   cli: string, config: string, plex: string, signal?: AbortSignal | undefined,
 * }>} sample `cli`: the built command line; `config`: usher.yaml; `plex`: address of the stand-in
 * @throws with a sentence for the person at the terminal
 */
export async function attachOwner({ cli, config, plex, signal }) {
  const command = [process.execPath, cli, 'link', '--timeout', '20s', '--config', config];
  const [program = '', ...args] = boundToParent(command);
  const running = promisify(execFile)(program, args, { signal });
  /** @type {Promise<void>} */
  const approved = new Promise((resolve, reject) => {
    let said = '';
    running.child.stdout?.on('data', (/** @type {string} */ chunk) => {
      const before = CODE.exec(said);
      said += chunk;
      const code = CODE.exec(said)?.[1];
      if (before === null && code !== undefined) {
        approve(plex, code).then(resolve, reject);
      }
    });
    running.child.stdout?.on('end', resolve);
  });
  try {
    await Promise.all([running, approved]);
  } catch (error) {
    const { stderr } = /** @type {{ stderr?: string }} */ (error);
    throw new Error(`the owner's account could not be attached\n${stderr ?? String(error)}`, {
      cause: error,
    });
  }
}

/** @param {string} plex @param {string} code */
async function approve(plex, code) {
  const body = new URLSearchParams({ code, person: 'owner' });
  const { status } = await fetch(`${plex}/link`, { method: 'POST', body });
  if (status !== 200) {
    throw new Error(`the stand-in answers ${String(status)} to the code`);
  }
}
