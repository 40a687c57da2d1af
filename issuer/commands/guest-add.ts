/** `usher guest add`: a link for people who have no account. It is shown once. */
import { toString as qrCode } from 'qrcode';
import { parseThreshold } from '../../shared/group.js';
import { parseDuration } from '../config/duration.js';
import { groupNameOf } from '../config/group-names.js';
import { parseMoment } from '../config/moment.js';
import { guestLink } from '../guest-passes/guest-link.js';
import { guestSubject } from '../guest-passes/guest-pass.js';
import { makePass, type PassRequest } from '../guest-passes/make-pass.js';
import { textsOf } from '../languages/texts.js';
import { COMMAND_LINE } from '../sign-in/own-standing.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { timeText } from './key-ring.js';
import { formatJson, printable } from './print.js';
import { withState } from './state.js';

export type GuestAddOptions = ConfigOption &
  Readonly<{
    name: string;
    group?: string;
    app?: readonly string[];
    address?: readonly string[];
    until?: string;
    for: string;
    uses: string;
    json?: boolean;
  }>;

/** Standard output has the link and nothing else, unless --json; what is said about it, and the QR code, go to stderr. */
export async function guestAdd(options: GuestAddOptions, io: CommandIo): Promise<ExitCode> {
  const request = requestOf(options, io.now());
  if (typeof request === 'string') {
    io.stderr(`error: ${request}\n`);
    return 2;
  }
  const config = requireConfig(options, io);
  const made =
    config &&
    (await withState(config, io, (state) =>
      makePass(request, {
        config,
        state,
        maker: { subject: COMMAND_LINE, group: 0 },
        now: io.now(),
      }),
    ));
  if (config === undefined || made === undefined) {
    return 2;
  }
  if (made.kind === 'refused') {
    io.stderr(`error: ${printable(textsOf('en').t(made.problem))}\n`);
    return 2;
  }
  const { pass, secret } = made;
  const { id, name, groupId, resources, endsAt, maxUses } = pass;
  const link = guestLink(config.issuer.url, secret);
  const groupName = groupNameOf(config, groupId);
  if (options.json === true) {
    const ends = new Date(endsAt * 1000).toISOString();
    const subject = guestSubject(id);
    io.stdout(
      formatJson({ link, id, subject, name, groupId, groupName, resources, ends, maxUses }),
    );
    return 0;
  }
  io.stderr(
    `${await qrCode(link, { type: 'terminal', small: true })}\n` +
      `${printable(name)}: ${(resources ?? [`whatever group ${String(groupId)} may open`]).join(' ')}; ` +
      `group ${String(groupId)} (${groupName}), until ${timeText(endsAt)}, ` +
      `${maxUses === undefined ? 'any number of devices' : `devices: ${String(maxUses)}`}. The link is shown this once:\n`,
  );
  io.stdout(`${link}\n`);
  return 0;
}

/** What somebody asked for, or what is wrong with it. */
function requestOf(options: GuestAddOptions, now: number): PassRequest | string {
  const { name, app = [], address = [], uses } = options;
  const hasChoice = app.length + address.length > 0;
  const group = options.group === undefined ? 'least' : parseThreshold(options.group);
  if (group === undefined) {
    return '--group must be a whole number from 1 to 998';
  }
  if (group === 'least' && !hasChoice) {
    return 'name what it opens (--app, --address), or a --group, whose people may open the same';
  }
  const endsAt = endOf(options, now);
  if (endsAt === undefined) {
    return '--until must be a day to come (2027-01-31), --for a number with a unit (7d)';
  }
  if (uses !== 'any' && !/^\d{1,4}$/.test(uses)) {
    return '--uses must be a number, or any';
  }
  return {
    name,
    group,
    ...(hasChoice && { only: { apps: app, addresses: address } }),
    endsAt,
    ...(uses !== 'any' && { maxUses: Number(uses) }),
  };
}

function endOf(options: GuestAddOptions, now: number): number | undefined {
  if (options.until !== undefined) {
    return parseMoment(options.until, 'until');
  }
  const seconds = parseDuration(options.for);
  return seconds === undefined ? undefined : Math.floor(now) + seconds;
}
