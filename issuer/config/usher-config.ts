/**
 * The configuration as the rest of the issuer sees it: checked, complete, frozen. Types only; the JSON Schema beside
 * it (usher-schema.json) is what operators' files are held against, load-config.ts makes one out of the other.
 */
import type { Refresh } from '../../shared/gate-config.js';
import type { Organizr } from '../../shared/organizr-token.js';
import type { TokenSources } from '../../shared/token-sources.js';
import type { ShownSetting } from './shown-settings.js';

/**
 * What a rule asks about a person's relation to one of the configured servers. `home` is everybody of the owner's Plex
 * Home: its admin (homeAdmin), whoever has an account of their own (homeAdult, the admin too), and managed accounts.
 */
export type PlexFact = 'owner' | 'home' | 'homeAdmin' | 'homeAdult' | 'managed' | 'friend';

/** What Plex lets a managed account see. */
export type RestrictionProfile = 'little_kid' | 'older_kid' | 'teen';

/** All members given must hold; a list holds if one of its entries does. */
export type Conditions = Readonly<{
  plex?: readonly PlexFact[];
  /** Machine identifiers: relation and libraries must hold on one and the same of these. */
  server?: readonly string[];
  /** All libraries of a server, or one of these: by title, or by the number that the server gives it. */
  libraries?: 'all' | readonly (string | number)[];
  profile?: readonly RestrictionProfile[];
  plexId?: readonly number[];
  /** Plex user names, lower case; they can change. */
  username?: readonly string[];
  /** Subjects (`local:anna`), or all of a kind (`guest:*`). */
  subject?: readonly string[];
  /** NumericDate: from then on. */
  from?: number;
  /** NumericDate: until before then. */
  until?: number;
}>;

export type Rule = Readonly<{
  when: Conditions;
  /** 0–999 */
  group: number;
}>;

export type App = Readonly<{
  name: string;
  /** Absolute, without query and fragment. */
  url: string;
  /** Threshold: the largest group that may open it. */
  group: number;
  description?: string;
  icon?: Icon;
}>;

/** One that the portal carries, or a file: its absolute path. */
export type Icon = Readonly<{ name: string }> | Readonly<{ file: string }>;

export type UsherConfig = Readonly<{
  issuer: Readonly<{
    /** Where browsers reach the portal; no trailing slash. */
    url: string;
    listenHost: string;
    listenPort: number;
    /** Absolute path of the folder that holds keys.json and the rest of the issuer's state. */
    dataDir: string;
    /** Whose X-Forwarded-* headers are believed, as Express takes it for "trust proxy". */
    trustedProxies: readonly string[];
    logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  }>;
  cookie: Readonly<{
    /** undefined: host-only, for portal and apps on one host. */
    domain?: string;
  }>;
  session: Readonly<{
    lifetimeSeconds: number;
    /** Whether sessions are renewed while somebody is about. */
    renewal: boolean;
    /** How long after a sign-in its session may be renewed. */
    renewForSeconds: number;
  }>;
  revocation: Readonly<{
    /** Absolute path of the folder that says what is revoked; '' for none. */
    dir: string;
    /** undefined: what it says never gets too old. */
    maxAgeSeconds?: number;
    /** Past that age: what it last said stays in force, or nobody passes. */
    whenStale: 'keep' | 'refuse';
  }>;
  nginx: Readonly<{
    /** Where nginx reaches the portal, as a host and a port; undefined if the portal takes any free port. */
    issuerAddress?: string;
    /** What nginx's directive of that name takes. */
    resolver?: string;
    /** Absolute path of the certificate authorities that nginx goes by. */
    trustedCertificate?: string;
  }>;
  /** What nginx fetches from the portal; undefined: nothing. */
  refresh?: Refresh;
  /** Where a token may be beside the session cookie. Organizr's part holds its secret: never to be logged. */
  gate: Readonly<{ sources: TokenSources; organizr?: Organizr }>;
  plex: Readonly<{
    apiUrl: string;
    authUrl: string;
    /** Machine identifiers; empty where the setting is left out, and the owner's link says which. */
    servers: readonly string[];
    /** What the portal calls the server; shown on the sign-in page. */
    serverName: string;
    /** X-Plex-Product: what Plex shows on its own page. */
    product: string;
    /** Numeric Plex id of the servers' owner; undefined: whoever plex.tv says owns a configured server. */
    ownerId?: number;
    passwordSignIn: boolean;
    /** Whether members of a Plex Home are asked which of its profiles they are. */
    homePicker: boolean;
    /** How often it is asked, with the owner's link, who still has access. */
    recheckSeconds: number;
    timeoutSeconds: number;
  }>;
  rules: readonly Rule[];
  /** Names by id: the ladder and what the operator calls others; see groupNameOf. */
  groupNames: Readonly<Record<number, string>>;
  /** That people make for themselves. */
  apiTokens: Readonly<{
    /** 0–998: the largest group whose people may. */
    makers: number;
    /** So long one lives at most. */
    maxLifetimeSeconds: number;
  }>;
  guestPasses: Readonly<{
    /** Threshold: who may make them on the account page. */
    makers: number;
  }>;
  apps: readonly App[];
  /** All of them once more, for people to read. */
  settings: readonly ShownSetting[];
  launcher: Readonly<{
    /** Whether apps that somebody may not open are left out, or shown without a way in. */
    outOfReach: 'hide' | 'grey';
  }>;
  branding: Readonly<{
    /** What stands on top of the pages; undefined: plex.serverName. */
    name?: string;
    /** `#rrggbb`; undefined: the usual colours. */
    accent?: string;
    /** Absolute path of a picture. */
    logo?: string;
    footer?: Readonly<{
      text: string;
      /** http, https or mailto. */
      url: string;
    }>;
  }>;
}>;
