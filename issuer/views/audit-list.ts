/** What was done, newest first. Pure. */
import type { AuditEntry } from '../state/state.js';
import { html, type Html } from './html.js';
import { timeText } from './time-text.js';

/** `about`: whom it is about, as people call them; '' for nobody in particular. */
export type ShownEntry = Pick<AuditEntry, 'at' | 'actor' | 'action' | 'detail'> &
  Readonly<{ about: string }>;

const ACTIONS: Readonly<Record<string, string>> = {
  owner_linked: 'attached the owner’s account',
  owner_unlinked: 'detached the owner’s account',
  override_set: 'set an override',
  override_removed: 'removed an override',
  revoked: 'signed out everywhere',
  revoked_all: 'signed everybody out',
  token_revoked: 'made an API token void',
  session_ended: 'ended a session',
  signed_out_everywhere: 'signed out everywhere',
  access_lost: 'access is gone at Plex',
  demoted: 'access has become less',
  mass_loss_suspected: 'more than a fifth seem to have lost access at once',
};

/** @param now NumericDate */
export function auditSection(entries: readonly ShownEntry[], now: number): Html {
  return html`<section aria-labelledby="changes">
    <h2 id="changes">Last changes</h2>
    ${
      entries.length === 0
        ? html`<p class="note">None yet.</p>`
        : html`<ul class="rows">
            ${entries.map((entry) => row(entry, now))}
          </ul>`
    }
  </section>`;
}

function row({ at, actor, action, about, detail }: ShownEntry, now: number): Html {
  const whom = about !== '' && about !== actor && html`: <strong>${about}</strong>`;
  return html`<li>
    ${actor}: ${ACTIONS[action] ?? action.replaceAll('_', ' ')}${whom}
    <p class="note">${timeText(at, now)}${detail !== '' && html` · ${detail}`}</p>
  </li>`;
}
