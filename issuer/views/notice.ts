/** What was done, on the page that follows. Pure. */
import { html, type Html } from './html.js';

const NOTICES = {
  linked: 'The owner’s account is attached.',
  unlinked: 'The owner’s account is detached; its token is gone from here.',
  override_set: 'Kept. It counts from their next renewal or sign-in.',
  override_revoked: 'Kept. What they had is void.',
  override_removed: 'The override is gone; the rules count from their next renewal or sign-in.',
  override_removed_revoked: 'The override is gone. What they had by it is void.',
  revoked: 'What they had is void. Whoever has access may sign in again.',
  session_ended: 'The session is over.',
  unpublished:
    'It is on record, and the portal obeys it; but nginx does not know yet, because the folder for revocations cannot be written. The log says why.',
} as const;

export type Notice = keyof typeof NOTICES;

export function isNotice(value: unknown): value is Notice {
  return typeof value === 'string' && Object.hasOwn(NOTICES, value);
}

/** Read out by screen readers when the page comes up. */
export function noticeBox(notice: Notice): Html {
  return html`<div class="notice" role="status"><p>${NOTICES[notice]}</p></div>`;
}
