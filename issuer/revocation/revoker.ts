/**
 * Takes access back: first in the state, for good, then in the folder.
 */
import type { SessionRecord, State } from '../state/state.js';
import type { Publisher } from './publisher.js';

/** What was not published is recorded all the same: the portal refuses, and publishes it as soon as it can. */
export type Published = Readonly<{ unpublished?: Error }>;

/** `now` is NumericDate, seconds. Every function throws StateError if nothing was recorded. */
export type Revoker = Readonly<{
  /** Every token of a subject that was minted until now; `notBefore`: from when on tokens are good again. */
  revokeSubject: (subject: string, now: number) => Published & Readonly<{ notBefore: number }>;
  /** The same for everybody. */
  revokeAll: (now: number) => Published & Readonly<{ notBefore: number }>;
  /** The tokens of one session, or one API token. */
  endSession: (session: SessionRecord, now: number) => Published;
}>;

/** @param publisherOf may throw what {@link createPublisher} throws */
export function createRevoker(state: State, publisherOf: () => Publisher): Revoker {
  const published = (use: (publisher: Publisher) => void): Published => {
    try {
      use(publisherOf());
      return {};
    } catch (error) {
      return { unpublished: error as Error };
    }
  };
  return {
    revokeSubject: (subject, now) => ({
      notBefore: state.revokeSubject(subject, now),
      ...published((publisher) => {
        publisher.publish(subject);
      }),
    }),
    revokeAll: (now) => ({
      notBefore: state.revokeAll(now),
      ...published((publisher) => {
        publisher.publishAll();
      }),
    }),
    endSession: (session, now) => {
      state.endSession(session, now);
      return published((publisher) => {
        publisher.publish(session.subject);
      });
    },
  };
}
