/** A portal whose owner has attached their account. */
import { OWNER_ID, SERVER_ID, SERVER_NAME } from '../../../examples/plex-stand-in/people.js';
import { sealOwnerToken } from '../../owner-link/seal-token.js';
import {
  SEALING_KEY,
  startPortal,
  type Browser,
  type PortalOptions,
  type RunningPortal,
} from './running-portal.js';

const CLIENT_IDENTIFIER = 'owner-link';

/** As `usher link` leaves it. */
export async function attachOwner(portal: RunningPortal): Promise<void> {
  const token = portal.plex.token('owner', CLIENT_IDENTIFIER);
  portal.state.setOwnerLink({
    clientIdentifier: CLIENT_IDENTIFIER,
    plexId: OWNER_ID,
    accountName: 'Olive Owner',
    sealedToken: await sealOwnerToken(token, SEALING_KEY),
    servers: [{ machineIdentifier: SERVER_ID, name: SERVER_NAME }],
    linkedAt: portal.clock.now,
    goodAt: portal.clock.now,
    problem: '',
  });
}

/** Has one, uses it, and closes it. */
export async function withLinkedPortal(
  options: PortalOptions,
  use: (portal: RunningPortal) => Promise<void>,
): Promise<void> {
  const portal = await startPortal(options);
  try {
    await attachOwner(portal);
    await use(portal);
  } finally {
    await portal.close();
  }
}

/** By Plex's page, so that accounts without a password can, too. */
export async function signIn(portal: RunningPortal, person: string): Promise<Browser> {
  const browser = portal.browser();
  const started = await browser.startPlex();
  portal.plex.claim(started.code, person);
  await browser.get(started.forwardUrl);
  return browser;
}

/** What a gate would say to this browser: `allowed`, or why not. */
export async function gateSays(portal: RunningPortal, browser: Browser, threshold = 998) {
  await browser.get(`/auth/${String(threshold)}`);
  return portal.reason();
}
