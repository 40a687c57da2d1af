/**
 * Names of what the gate keeps in nginx's shared memory of that which it fetches from the portal. Constants only.
 */

/** Changes with everything that a verdict may depend on; set last, read first. */
export const STATE_VERSION = 'version';

/** NumericDate of the list of revocations that is held; absent: there has been none yet. */
export const STATE_CONFIRMED_AT = 'confirmed_at';
export const STATE_EPOCH = 'epoch';
/** Fingerprints of the list and of the key ring: together they are the version. */
export const STATE_LIST = 'list';
export const STATE_RING = 'ring';
/** The fetched public keys, as JSON, behind the name of the ring that they were fetched under (fetched-keys.ts). */
export const STATE_KEYS = 'keys';
/** When the portal was last asked, and for which configuration. */
export const STATE_ASKED = 'asked';
/** What went wrong the last time. */
export const STATE_PROBLEM = 'problem';
