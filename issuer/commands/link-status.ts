/** `usher link --status` and `--remove`: the owner's link as it is, and the end of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UsherConfig } from '../config/usher-config.js';
import { openSecrets } from '../data-dir/secrets.js';
import { createLinkClient } from '../owner-link/link-client.js';
import { removeLink } from '../owner-link/link-owner.js';
import { textsOf } from '../languages/texts.js';
import { linkProblemText, serverText } from '../owner-link/link-text.js';
import { isOwnerWithoutPin, OWNER_WITHOUT_PIN } from '../owner-link/owner-pin.js';
import { openOwnerToken } from '../owner-link/seal-token.js';
import type { OwnerLink } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { timeText } from './key-ring.js';
import { formatJson, printable } from './print.js';
import { askState, withState } from './state.js';

type JsonOption = Readonly<{ json?: boolean }>;

/** @returns 1 if there is no link, or it does not work */
export async function linkStatus(
  config: UsherConfig,
  { json }: JsonOption,
  io: CommandIo,
): Promise<ExitCode> {
  const link = await askState(config, (state) => state?.ownerLink());
  if (json === true) {
    io.stdout(formatJson(link === undefined ? { linked: false } : describe(link)));
  } else {
    io.stdout(link === undefined ? NONE : statusText(link, config));
  }
  if (link === undefined || link.problem !== '') {
    return 1;
  }
  if (config.plex.homePicker && (await isOpenToTheHome(link, config))) {
    io.stderr(`warning: ${textsOf('en').t(OWNER_WITHOUT_PIN)}\n`);
  }
  return 0;
}

/** Asks plex.tv; what it does not answer is not warned of. */
async function isOpenToTheHome(link: OwnerLink, { plex, issuer }: UsherConfig): Promise<boolean> {
  // To look makes no secrets.
  if (!existsSync(join(issuer.dataDir, 'secrets.json'))) {
    return false;
  }
  const { sealingKey } = await openSecrets(issuer.dataDir);
  const token = await openOwnerToken(link.sealedToken, sealingKey);
  if (token === undefined) {
    return false;
  }
  const answer = await createLinkClient(plex, link.clientIdentifier).homeUsers(token);
  return answer.kind === 'home_users' && isOwnerWithoutPin(answer.users, link.plexId);
}

const NONE =
  'No owner is attached: who has access is known from the list of who signs in, and from nothing else.\n' +
  '"usher link" attaches one.\n';

function describe(link: OwnerLink): object {
  const { plexId, accountName, servers, linkedAt, goodAt, problem } = link;
  return {
    linked: true,
    account: { id: plexId, name: accountName },
    servers,
    linkedAt: new Date(linkedAt * 1000).toISOString(),
    ...(goodAt > 0 && { goodAt: new Date(goodAt * 1000).toISOString() }),
    ...(problem !== '' && { problem }),
  };
}

function statusText(link: OwnerLink, { plex }: UsherConfig): string {
  const { plexId, accountName, servers, linkedAt, goodAt, problem } = link;
  const overruled = plex.servers.length > 0;
  return (
    `account      ${printable(accountName)} (${String(plexId)})\n` +
    servers
      .map(
        (server, at) =>
          `${at === 0 ? 'servers      ' : ' '.repeat(13)}${printable(serverText(server))}\n`,
      )
      .join('') +
    (overruled
      ? `             (plex.servers in usher.yaml counts: ${plex.servers.join(', ')})\n`
      : '') +
    `attached     ${timeText(linkedAt)}\n` +
    `last answer  ${goodAt > 0 ? timeText(goodAt) : 'none yet'}\n` +
    `health       ${problem === '' ? 'good' : textsOf('en').t(linkProblemText(problem))}\n`
  );
}

/** @returns 1 if there was none */
export async function linkRemove(
  config: UsherConfig,
  { json }: JsonOption,
  io: CommandIo,
): Promise<ExitCode> {
  const outcome = await withState(config, io, (state) =>
    removeLink(state, io.now(), 'command line'),
  );
  if (outcome === undefined) {
    return 2;
  }
  if (json === true) {
    io.stdout(formatJson({ removed: outcome === 'removed' }));
  } else {
    io.stdout(outcome === 'removed' ? REMOVED : 'No owner was attached.\n');
  }
  if (outcome === 'removed' && config.plex.servers.length === 0) {
    io.stderr(
      'warning: plex.servers in usher.yaml names no server, so nobody can sign in until there is a link again\n',
    );
  }
  return outcome === 'removed' ? 0 : 1;
}

const REMOVED =
  'The owner is not attached any more; the token is gone from the data folder.\n' +
  'To make it void everywhere, remove the device at Plex too: Account, Authorised Devices.\n';
