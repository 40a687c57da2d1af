/** What was done, on the page that follows. Pure. */
import type { MessageKey } from '../languages/english.js';
import { html, type Html } from './html.js';
import type { Portal } from './page.js';

const NOTICES = {
  linked: 'notice.linked',
  unlinked: 'notice.unlinked',
  override_set: 'notice.override_set',
  override_revoked: 'notice.override_revoked',
  override_removed: 'notice.override_removed',
  override_removed_revoked: 'notice.override_removed_revoked',
  revoked: 'notice.revoked',
  session_ended: 'notice.session_ended',
  token_revoked: 'notice.token_revoked',
  pass_revoked: 'notice.pass_revoked',
  unpublished: 'notice.unpublished',
} as const satisfies Readonly<Record<string, MessageKey>>;

export type Notice = keyof typeof NOTICES;

export function isNotice(value: unknown): value is Notice {
  return typeof value === 'string' && Object.hasOwn(NOTICES, value);
}

/** Read out by screen readers when the page comes up. */
export function noticeBox(portal: Portal, notice: Notice): Html {
  return html`<div class="notice" role="status"><p>${portal.t(NOTICES[notice])}</p></div>`;
}
