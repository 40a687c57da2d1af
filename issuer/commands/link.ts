/** `usher link`: attaches the Plex account of the servers' owner, from a terminal. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseDuration } from '../config/duration.js';
import type { UsherConfig } from '../config/usher-config.js';
import { openSecrets } from '../data-dir/secrets.js';
import { textsOf } from '../languages/texts.js';
import { createLinkClient, linkIdentifierOf } from '../owner-link/link-client.js';
import {
  findOwner,
  obviousServers,
  readableLink,
  storeLink,
  type FoundOwner,
  type OwnedServer,
} from '../owner-link/link-owner.js';
import { notLinkedText, serverText } from '../owner-link/link-text.js';
import { waitForTypedPin } from '../owner-link/typed-pin.js';
import { problemOfFailure } from '../sign-in/problem.js';
import type { PlexClient } from '../plex/plex-client.js';
import type { OwnerLink } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { confirmAccount } from './confirm-account.js';
import { openFolder } from './key-ring.js';
import { linkRemove, linkStatus } from './link-status.js';
import { formatJson, printable } from './print.js';
import { withState } from './state.js';

export type LinkOptions = ConfigOption &
  Readonly<{
    status?: boolean;
    remove?: boolean;
    server?: readonly string[];
    account?: string;
    timeout: string;
    json?: boolean;
  }>;

/** So many seconds plex.tv keeps a PIN that is typed. */
const MAX_WAIT_SECONDS = 15 * 60;

/** @returns 1 if nothing was attached because of who it is or an answer, or nobody typed the code; with --status, if something is wrong */
export async function link(options: LinkOptions, io: CommandIo): Promise<ExitCode> {
  const timeoutSeconds = parseDuration(options.timeout);
  if (options.status === true && options.remove === true) {
    io.stderr('error: one at a time: --status or --remove\n');
    return 2;
  }
  if (timeoutSeconds === undefined || timeoutSeconds < 1 || timeoutSeconds > MAX_WAIT_SECONDS) {
    io.stderr('error: --timeout is a duration of at most 15m, for example 5m\n');
    return 2;
  }
  const account = options.account === undefined ? undefined : Number(options.account);
  if (account !== undefined && !/^[1-9][0-9]{0,14}$/.test(String(options.account))) {
    io.stderr('error: --account is the number of a Plex account, for example 1234567\n');
    return 2;
  }
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  if (options.status === true) {
    return linkStatus(config, options, io);
  }
  return options.remove === true
    ? linkRemove(config, options, io)
    : attach(config, { ...options, account, timeoutSeconds }, io);
}

type AttachOptions = Pick<LinkOptions, 'server' | 'json'> &
  Readonly<{ account: number | undefined; timeoutSeconds: number }>;

async function attach(
  config: UsherConfig,
  options: AttachOptions,
  io: CommandIo,
): Promise<ExitCode> {
  await openFolder(config, io);
  const earlier = await withState(config, io, readableLink);
  const clientIdentifier = linkIdentifierOf(earlier);
  const client = createLinkClient(config.plex, clientIdentifier);
  const token = await approve(client, { config, options, io });
  if (typeof token !== 'string') {
    return token.exitCode;
  }
  const found = await findOwner(client, token, config.plex);
  if (found.kind !== 'found') {
    const isAboutThem = 'accountName' in found;
    io.stderr(
      `error: ${printable(
        notLinkedText(found)
          .map((line) => textsOf('en').t(line))
          .join(' '),
      )}\n`,
    );
    return isAboutThem ? 1 : 2;
  }
  const { account } = options;
  const { ownerId } = config.plex;
  const confirmed = await confirmAccount(found, { ownerId, account, earlier }, io);
  if (confirmed !== 'meant') {
    return confirmed === 'not_meant' ? 1 : 2;
  }
  const chosen = await choose(found, config, { options, io });
  if (chosen === undefined) {
    return 2;
  }
  const { sealingKey } = await openSecrets(config.issuer.dataDir);
  const stored = await withState(config, io, (state) =>
    storeLink(
      { found, chosen, token, clientIdentifier },
      { state, sealingKey, now: io.now(), actor: 'command line' },
    ),
  );
  if (stored === undefined) {
    return 2;
  }
  report(stored, { earlier, found, config, json: options.json === true }, io);
  return 0;
}

/** Shows a code and waits until somebody has approved it. */
async function approve(
  client: PlexClient,
  { config, options, io }: Readonly<{ config: UsherConfig; options: AttachOptions; io: CommandIo }>,
): Promise<string | Readonly<{ exitCode: ExitCode }>> {
  const pin = await client.createTypedPin();
  if (pin.kind !== 'pin') {
    const { message } = problemOfFailure(pin);
    io.stderr(`error: ${textsOf('en').t(message)} No code could be made; try again.\n`);
    return { exitCode: 2 };
  }
  // Standard output is for the result where a program reads it.
  const say = options.json === true ? io.stderr : io.stdout;
  say(
    `Open ${config.plex.apiUrl}/link in any browser, sign in as the owner of the server, and type this code:\n\n` +
      `    ${printable(pin.code)}\n\nWaiting for it (Ctrl-C gives up) ...\n`,
  );
  const outcome = await waitForTypedPin(pin.id, io.now() + options.timeoutSeconds, {
    client,
    now: io.now,
    pause: io.pause ?? pause,
    onTrouble: (message) => {
      io.stderr(`${message} It is tried again.\n`);
    },
  });
  if (outcome.kind === 'claimed') {
    return outcome.token;
  }
  io.stderr(
    outcome.kind === 'gone'
      ? 'error: the code is not good any more; nothing was changed. Run the command again for a new one\n'
      : 'error: nobody typed the code in time; nothing was changed\n',
  );
  return { exitCode: 1 };
}

/** @returns undefined if it is not known which; stderr says why */
async function choose(
  found: FoundOwner,
  config: UsherConfig,
  { options, io }: Readonly<{ options: AttachOptions; io: CommandIo }>,
): Promise<readonly OwnedServer[] | undefined> {
  const { servers } = found;
  const { server: asked = [] } = options;
  const list = servers.map((each, at) => `  ${String(at + 1)}  ${printable(serverText(each))}\n`);
  const unknown = asked.filter((id) => servers.every((each) => each.machineIdentifier !== id));
  if (unknown.length > 0) {
    io.stderr(
      `error: no server of this account: ${unknown.join(', ')}; there are:\n${list.join('')}`,
    );
    return undefined;
  }
  if (asked.length > 0) {
    return servers.filter(({ machineIdentifier }) => asked.includes(machineIdentifier));
  }
  const obvious = obviousServers(found, config.plex);
  if (obvious !== undefined) {
    return obvious;
  }
  if (io.ask === undefined) {
    io.stderr(
      `error: this account owns several servers; say which by --server ID, for each of them:\n${list.join('')}`,
    );
    return undefined;
  }
  io.stderr(`This account owns several servers:\n${list.join('')}`);
  return askWhich(servers, io.ask, io);
}

const MAX_QUESTIONS = 3;

async function askWhich(
  servers: readonly OwnedServer[],
  ask: NonNullable<CommandIo['ask']>,
  io: CommandIo,
): Promise<readonly OwnedServer[] | undefined> {
  for (let asked = 0; asked < MAX_QUESTIONS; asked++) {
    const answer = await ask('Which of them is it about? Numbers, or "all": ');
    const numbers = answer.split(/[\s,]+/).filter((part) => part !== '');
    if (numbers.length === 1 && numbers[0] === 'all') {
      return servers;
    }
    const chosen = servers.filter((_, at) => numbers.includes(String(at + 1)));
    if (chosen.length > 0 && chosen.length === new Set(numbers).size) {
      return chosen;
    }
    io.stderr('That is none of them.\n');
  }
  io.stderr('error: nothing was chosen, and nothing was changed\n');
  return undefined;
}

function report(
  { plexId, accountName, servers, clientIdentifier }: OwnerLink,
  {
    earlier,
    found,
    config,
    json,
  }: Readonly<{
    earlier: OwnerLink | undefined;
    found: FoundOwner;
    config: UsherConfig;
    json: boolean;
  }>,
  io: CommandIo,
): void {
  if (earlier !== undefined && earlier.plexId !== plexId) {
    io.stderr(
      `warning: this takes the place of another account, ${printable(earlier.accountName)} (${String(earlier.plexId)}); who owns the servers is another person now\n`,
    );
  }
  for (const id of found.notOwned) {
    io.stderr(
      `warning: plex.servers names ${id}, which is not theirs; for it there is the visitor's own list only\n`,
    );
  }
  if (json) {
    io.stdout(
      formatJson({
        account: { id: plexId, name: accountName },
        servers,
        clientIdentifier,
        notOwned: found.notOwned,
      }),
    );
    return;
  }
  io.stdout(
    `Attached: ${printable(accountName)} (account ${String(plexId)}), owner of\n` +
      servers.map((server) => `  ${printable(serverText(server))}\n`).join('') +
      (config.plex.servers.length === 0
        ? 'These servers count, because plex.servers in usher.yaml names none.\n'
        : '') +
      'Its token is kept encrypted in the data folder. "usher serve" takes it up by itself if it runs.\n' +
      'Next: "usher link --status" shows how it does, "usher explain PERSON" what is known of somebody.\n',
  );
}
