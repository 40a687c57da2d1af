/**
 * The account object of plex.tv, as /api/v2/user and the sign-in send it: more members than anybody needs, secrets
 * and nulls among them.
 */
import type { Person } from './people.js';
import { homeMembers, type Relations } from './relations.js';

/** @param token becomes `authToken`, as on plex.tv */
export function accountOf(
  relations: Relations,
  person: Person,
  token: string,
): Record<string, unknown> {
  const role = person.home?.role;
  return {
    id: person.id,
    uuid: person.uuid,
    username: person.username,
    title: person.title,
    email: person.email,
    friendlyName: person.friendlyName,
    locale: null,
    confirmed: true,
    joinedAt: 1_500_000_000,
    emailOnlyAuth: person.emailOnly,
    hasPassword: person.password !== null,
    protected: person.pin !== null,
    // Not its hash, but as little meant for anybody's log.
    ...(person.pin === null ? {} : { pin: 'hash-of-a-pin' }),
    thumb: thumbOf(relations, person),
    authToken: token,
    mailingListStatus: null,
    mailingListActive: false,
    scrobbleTypes: '',
    country: 'NL',
    subscription: {
      active: false,
      subscribedAt: null,
      status: 'Inactive',
      paymentService: null,
      plan: null,
      features: ['webhooks'],
    },
    subscriptionDescription: null,
    restricted: role === 'managed',
    ...(person.restrictionProfile === null
      ? {}
      : { restrictionProfile: person.restrictionProfile }),
    anonymous: null,
    home: person.home !== null,
    guest: role === 'guest',
    homeSize: Math.max(1, homeMembers(relations, person).length),
    homeAdmin: role === 'admin',
    maxHomeSize: 15,
    rememberExpiresAt: null,
    profile: { autoSelectAudio: true, defaultAudioLanguage: null, watchedIndicator: 1 },
    entitlements: [],
    services: [
      {
        identifier: 'metadata-dev',
        endpoint: 'https://epg.provider.plex.tv',
        token: 'not-for-anybodys-log',
        secret: null,
        status: 'online',
      },
    ],
    adsConsent: null,
    adsConsentSetAt: null,
    adsConsentReminderAt: null,
    experimentalFeatures: false,
    twoFactorEnabled: person.twoFactor,
    backupCodesCreated: false,
    attributionPartner: null,
  };
}

/** Address of somebody's picture. */
export function thumbOf({ pictures }: Pick<Relations, 'pictures'>, person: Person): string {
  return `${pictures()}/users/${person.uuid}/avatar?c=1700000000`;
}
