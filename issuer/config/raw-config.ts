/**
 * A configuration as it is written: of the form that the JSON Schema asks for, anything may be missing, nothing has
 * been understood yet. Types only.
 */
import type { KeyDerivation } from '../keys/organizr-key.js';
import type { PlexFact, RestrictionProfile, UsherConfig } from './usher-config.js';
import type { SettingPath } from './setting-path.js';

export type RawRule = Readonly<{
  when: Readonly<{
    plex?: PlexFact | readonly PlexFact[];
    server?: string | readonly string[];
    libraries?: string | number | readonly (string | number)[];
    profile?: RestrictionProfile | readonly RestrictionProfile[];
    plexId?: number | readonly number[];
    username?: string | readonly string[];
    subject?: string | readonly string[];
    from?: string;
    until?: string;
  }>;
  group: number;
}>;

export type RawApp = Readonly<{
  name: string;
  url: string;
  group: number;
  description?: string;
  icon?: string;
}>;

export type RawOrganizr = Readonly<{
  cookie?: string;
  secretFile?: string;
  until?: string;
  keyDerivation?: KeyDerivation;
}>;

/** Entries of lists are undefined where the schema refused them, so that the others keep their places. */
export type RawConfig = Readonly<{
  issuer?: Readonly<{
    url?: string;
    listen?: string;
    dataDir?: string;
    trustedProxies?: readonly (string | undefined)[];
    logLevel?: UsherConfig['issuer']['logLevel'];
  }>;
  cookie?: Readonly<{ domain?: string }>;
  session?: Readonly<{ lifetime?: string; renewal?: boolean; renewFor?: string }>;
  revocation?: Readonly<{
    dir?: string;
    maxAge?: string;
    whenStale?: UsherConfig['revocation']['whenStale'];
    source?: 'file' | 'url';
    url?: string;
    interval?: string;
  }>;
  keys?: Readonly<{ fetch?: boolean; url?: string }>;
  nginx?: Readonly<{ issuerAddress?: string; resolver?: string; trustedCertificate?: string }>;
  gate?: Readonly<{
    bearer?: boolean;
    basic?: boolean;
    header?: string;
    query?: string;
    organizr?: RawOrganizr;
  }>;
  plex?: Readonly<{
    servers?: readonly (string | undefined)[];
    serverName?: string;
    ownerId?: number;
    product?: string;
    passwordSignIn?: boolean;
    homePicker?: boolean;
    recheckEvery?: string;
    timeout?: string;
    apiUrl?: string;
    authUrl?: string;
  }>;
  rules?: readonly (Partial<RawRule> | undefined)[];
  groups?: Readonly<Record<string, string>>;
  apiTokens?: Readonly<{ makers?: number; maxLifetime?: string }>;
  guestPasses?: Readonly<{ makers?: number }>;
  apps?: readonly (Partial<RawApp> | undefined)[];
  launcher?: Partial<UsherConfig['launcher']>;
  branding?: Readonly<{
    name?: string;
    accent?: string;
    logo?: string;
    footer?: Readonly<{ text?: string; url?: string }>;
  }>;
}>;

/** Takes what is to be said about a setting. */
export type Report = Readonly<{
  problem: (path: SettingPath, message: string, suggestion?: string) => void;
  warning: (path: SettingPath, message: string, suggestion?: string) => void;
}>;
