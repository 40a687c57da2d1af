/** `usher token list`: the API tokens there are, without the tokens. */
import { groupNameOf } from '../config/group-names.js';
import type { UsherConfig } from '../config/usher-config.js';
import type { ApiToken } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { formatJson, formatTable } from './print.js';
import { askState } from './state.js';

export type TokenListOptions = ConfigOption & Readonly<{ json?: boolean }>;

/** Those that were revoked, and those that expired within a month, are in the list. */
export async function tokenList(options: TokenListOptions, io: CommandIo): Promise<ExitCode> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  const records = await askState(config, (state) => state?.apiTokens() ?? []);
  const tokens = records.map((token) => describe(token, config, io.now()));
  io.stdout(options.json === true ? formatJson({ tokens }) : table(tokens));
  return 0;
}

function describe(token: ApiToken, config: UsherConfig, now: number) {
  const { sid, subject, name, groupId, issuedAt, expiresAt, revokedAt, madeBy } = token;
  return {
    name,
    groupId,
    groupName: groupNameOf(config, groupId),
    created: isoTime(issuedAt),
    ends: isoTime(expiresAt),
    ...(revokedAt === undefined ? {} : { revoked: isoTime(revokedAt) }),
    state: stateOf(token, now),
    sid,
    subject,
    ...(madeBy === undefined ? {} : { madeBy }),
  };
}

function stateOf({ revokedAt, expiresAt }: ApiToken, now: number): 'good' | 'revoked' | 'expired' {
  if (revokedAt !== undefined) {
    return 'revoked';
  }
  return expiresAt > now ? 'good' : 'expired';
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function table(tokens: readonly ReturnType<typeof describe>[]): string {
  if (tokens.length === 0) {
    return 'there are no API tokens; "usher token mint" makes one\n';
  }
  const rows = tokens.map((token) => [
    token.name,
    `${String(token.groupId)} ${token.groupName}`,
    token.created.slice(0, 10),
    token.ends.slice(0, 10),
    token.revoked === undefined ? token.state : `${token.state} ${token.revoked.slice(0, 10)}`,
    token.sid,
    token.madeBy ?? 'an operator',
  ]);
  return formatTable([['NAME', 'GROUP', 'CREATED', 'ENDS', 'STATE', 'SID', 'MADE BY'], ...rows]);
}
