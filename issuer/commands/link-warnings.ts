/**
 * What a configuration asks for that only the owner's link can tell. Pure.
 */
import type { UsherConfig } from '../config/usher-config.js';
import type { OwnerLink } from '../state/state.js';

export type LinkWarning = Readonly<{ path: string; message: string; suggestion: string }>;

const LINK = 'usher link';

/** @param link of the state; undefined: none is made */
export function linkWarnings(
  { plex, rules }: Pick<UsherConfig, 'plex' | 'rules'>,
  link: Pick<OwnerLink, 'servers'> | undefined,
): readonly LinkWarning[] {
  if (link === undefined) {
    return [
      ...(plex.servers.length > 0 ? [] : [NO_SERVER]),
      ...rules.flatMap(({ when }, index) =>
        when.libraries === undefined ? [] : [librariesUnknown(index)],
      ),
    ];
  }
  const chosen = link.servers.map(({ machineIdentifier }) => machineIdentifier);
  return plex.servers.length > 0
    ? []
    : rules.flatMap(({ when }, index) =>
        when.server?.some((server) => !chosen.includes(server)) === true
          ? [serverNotChosen(index)]
          : [],
      );
}

const NO_SERVER: LinkWarning = {
  path: 'plex.servers',
  message: 'no Plex server is given or chosen, so "usher serve" does not start',
  suggestion: LINK,
};

function librariesUnknown(index: number): LinkWarning {
  return {
    path: `rules[${String(index)}].when.libraries`,
    message:
      'nobody matches this rule: plex.tv says which libraries are shared to their owner alone',
    suggestion: LINK,
  };
}

function serverNotChosen(index: number): LinkWarning {
  return {
    path: `rules[${String(index)}].when.server`,
    message: 'this server is not among those that were chosen with usher link',
    suggestion: 'choose again, or correct it here',
  };
}
