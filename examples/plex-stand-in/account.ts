/**
 * The account object of plex.tv, as /api/v2/user and the sign-in send it: more members than anybody needs, secrets
 * and nulls among them.
 */
import type { Person } from './people.js';

/** @param token becomes `authToken`, as on plex.tv */
export function accountOf(person: Person, token: string): Record<string, unknown> {
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
    protected: false,
    thumb: `https://plex.tv/users/${person.uuid}/avatar?c=1700000000`,
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
    restricted: person.restricted,
    ...(person.restrictionProfile === null
      ? {}
      : { restrictionProfile: person.restrictionProfile }),
    anonymous: null,
    home: person.home,
    guest: person.guest,
    homeSize: person.home ? 3 : 1,
    homeAdmin: person.homeAdmin,
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
