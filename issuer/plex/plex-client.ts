/**
 * The client of plex.tv: one function per question, each with the outcomes of outcomes.ts. It puts requests
 * (*-request.ts), transport (plex-http.ts) and readers (*-response.ts) together. Never throws for what plex.tv does,
 * never logs.
 */
import { accountRequest } from './account-request.js';
import { readAccount } from './account-response.js';
import { homeUsersRequest } from './home-users-request.js';
import { readHomeUsers } from './home-users-response.js';
import type {
  AccountOutcome,
  CheckPinOutcome,
  CreatePinOutcome,
  HomeUsersOutcome,
  PlexFailure,
  ResourcesOutcome,
  SharesOutcome,
  SignInOutcome,
  SwitchOutcome,
  UsersOutcome,
} from './outcomes.js';
import type { ListedUser, Share } from './owner-lists.js';
import { readAllPages } from './pages.js';
import {
  authPageUrl,
  checkPinRequest,
  createPinRequest,
  createTypedPinRequest,
} from './pin-request.js';
import { readCreatedPin, readPinState } from './pin-response.js';
import { askPlex } from './plex-http.js';
import type { Page } from './page-response.js';
import type { PlexRequest } from './plex-request.js';
import type { PlexResponse } from './plex-response.js';
import { resourcesRequest } from './resources-request.js';
import { readResources } from './resources-response.js';
import { sharesRequest } from './shares-request.js';
import { readShares } from './shares-response.js';
import { signInRequest } from './sign-in-request.js';
import { readSignIn } from './sign-in-response.js';
import { isHomePin, switchRequest } from './switch-request.js';
import { readSwitch } from './switch-response.js';
import { usersRequest } from './users-request.js';
import { readUsers } from './users-response.js';

export type PlexCredentials = Readonly<{
  /** User name or e-mail address. */
  login: string;
  password: string;
  verificationCode?: string;
}>;

export type PlexClientSettings = Readonly<{
  /** Base URL without trailing slash: https://plex.tv */
  apiUrl: string;
  /** Plex's page for browsers: https://app.plex.tv/auth */
  authUrl: string;
  /** X-Plex-Product, printable ASCII. */
  product: string;
  /** X-Plex-Client-Identifier: PINs and tokens are bound to it. */
  clientIdentifier: string;
  /** X-Plex-Version */
  version: string;
  /** For a whole question, its answer's last byte and a second attempt included. */
  timeoutSeconds: number;
}>;

export type PlexClient = Readonly<{
  /** Trades credentials for a token. Asked once: a second attempt would count as a second failure. */
  signIn: (credentials: PlexCredentials) => Promise<SignInOutcome>;
  /** Makes a strong PIN, good for half an hour at plex.tv. */
  createPin: () => Promise<CreatePinOutcome>;
  /** Asks whether somebody has approved a PIN. At most once a second; the first `claimed` may be the only one. */
  checkPin: (id: number) => Promise<CheckPinOutcome>;
  /** Whose token it is. */
  account: (token: string) => Promise<AccountOutcome>;
  /** What the token's account can reach. */
  resources: (token: string) => Promise<ResourcesOutcome>;
  /** Friends, Home members and managed accounts of who asks; all pages. */
  users: (token: string) => Promise<UsersOutcome>;
  /** To whom a server is shared, and which libraries; all pages. */
  shares: (token: string, machineIdentifier: string) => Promise<SharesOutcome>;
  /** The Plex Home of who asks. */
  homeUsers: (token: string) => Promise<HomeUsersOutcome>;
  /**
   * Becomes another profile of the Plex Home.
   * @param uuid as homeUsers gives it
   * @param pin where the profile has one; anything but four digits is refused without asking
   */
  switchHomeUser: (token: string, uuid: string, pin?: string) => Promise<SwitchOutcome>;
  /** Makes a PIN of four characters that somebody types at Plex's page for it, good for a quarter of an hour. */
  createTypedPin: () => Promise<CreatePinOutcome>;
  /**
   * Where the browser goes to have a PIN approved.
   * @param code of the PIN
   * @param forwardUrl absolute; where Plex's page sends the browser afterwards, with nothing added
   */
  authPageUrl: (code: string, forwardUrl: string) => string;
}>;

export function createPlexClient(settings: PlexClientSettings): PlexClient {
  async function ask<Outcome>(
    request: PlexRequest,
    read: (response: PlexResponse) => Outcome,
  ): Promise<Outcome | PlexFailure> {
    const answer = await askPlex(request, settings);
    return answer.kind === 'response' ? read(answer) : answer;
  }
  /** All pages share the time that one question has. */
  async function askForAll<Row, Other extends Readonly<{ kind: string }>>(
    request: (start: number) => PlexRequest,
    read: (response: PlexResponse) => Page<Row> | Other,
  ): Promise<Readonly<{ kind: 'rows'; rows: readonly Row[] }> | Other | PlexFailure> {
    const endsAt = performance.now() + settings.timeoutSeconds * 1000;
    return readAllPages<Row, Other | PlexFailure>(async (start) => {
      const answer = await askPlex(request(start), settings, endsAt);
      return answer.kind === 'response' ? read(answer) : answer;
    });
  }
  return {
    signIn: (credentials) => ask(signInRequest(credentials), readSignIn),
    createPin: () => ask(createPinRequest(), readCreatedPin),
    checkPin: (id) => ask(checkPinRequest(id), readPinState),
    account: (token) => ask(accountRequest(token), readAccount),
    resources: (token) => ask(resourcesRequest(token), readResources),
    users: async (token) => {
      const all = await askForAll<ListedUser, Exclude<UsersOutcome, { kind: 'users' }>>(
        (start) => usersRequest(token, start),
        readUsers,
      );
      return all.kind === 'rows' ? { kind: 'users', users: all.rows } : all;
    },
    shares: async (token, server) => {
      const all = await askForAll<Share, Exclude<SharesOutcome, { kind: 'shares' }>>(
        (start) => sharesRequest(token, server, start),
        readShares,
      );
      return all.kind === 'rows' ? { kind: 'shares', shares: all.rows } : all;
    },
    homeUsers: (token) => ask(homeUsersRequest(token), readHomeUsers),
    switchHomeUser: async (token, uuid, pin) =>
      pin === undefined || isHomePin(pin)
        ? ask(switchRequest(token, uuid, pin), (response) => readSwitch(response, uuid))
        : { kind: 'pin_refused' },
    createTypedPin: () => ask(createTypedPinRequest(), readCreatedPin),
    authPageUrl: (code, forwardUrl) => authPageUrl(settings, code, forwardUrl),
  };
}
