/** One API token, for admins. Pure. */
import type { ApiToken } from '../state/state.js';
import { html, type Fragment, type Html } from './html.js';
import { namedLink, type Named } from './named.js';
import type { Portal } from './page.js';
import { timeText } from './time-text.js';

export type ShownToken = ApiToken &
  Readonly<{
    /** Whose it is; absent where the page is about one person, and for a token that is nobody's. */
    who?: Named;
    /** Of the page that asks whether to void it. */
    revokeHref: string;
  }>;

/** @param now NumericDate */
export function tokenRow(portal: Portal, token: ShownToken, now: number): Html {
  const isGood = token.revokedAt === undefined && token.expiresAt > now;
  return html`<li>
    <div>
      <p>
        <strong><bdi>${token.name}</bdi></strong>
        ${token.who !== undefined && namedLink(token.who)}
      </p>
      <p class="note">${details(portal, token, now)}</p>
    </div>
    ${
      isGood &&
      html`<a
        class="button"
        href="${token.revokeHref}"
        aria-label="${portal.t('admin.tokens.revoke_named', { name: token.name })}"
        >${portal.t('admin.tokens.revoke')}</a
      >`
    }
  </li>`;
}

function details(portal: Portal, token: ShownToken, now: number): Fragment {
  const { groupId, issuedAt, expiresAt, revokedAt } = token;
  const time = (at: number) => ({ time: timeText(at, now, portal.language) });
  const end =
    revokedAt !== undefined
      ? portal.tHtml('admin.tokens.revoked', time(revokedAt))
      : portal.tHtml(
          expiresAt > now ? 'admin.tokens.good_until' : 'admin.tokens.expired',
          time(expiresAt),
        );
  return html`${portal.t('admin.session.group', { id: groupId })} ·
  ${portal.tHtml('admin.tokens.made', time(issuedAt))} · ${end}`;
}
