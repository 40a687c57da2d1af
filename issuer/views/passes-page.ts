/** Guest passes: what they open, how often they were used, and taking them back. Pure. */
import type { GuestPass } from '../guest-passes/guest-pass.js';
import type { PassState } from '../guest-passes/pass-state.js';
import { COMMAND_LINE } from '../sign-in/own-standing.js';
import { dayText } from './day-text.js';
import { html, type Fragment, type Html } from './html.js';
import { namedLink, type Named } from './named.js';
import type { Notice } from './notice.js';
import { passesPath, renderPassFrame, type PassPlace } from './pass-frame.js';
import type { Portal } from './page.js';
import { timeText } from './time-text.js';

export type ShownPass = Omit<GuestPass, 'resources'> &
  Readonly<{
    state: PassState;
    groupName: string;
    /** Undefined: whatever the group may. */
    opens: readonly string[] | undefined;
    /** How many have come in by it and are still signed in. */
    sessions: number;
    /** Absent where all are of one maker. */
    maker?: Named;
  }>;

export type PassesPage = Readonly<{
  place: PassPlace;
  /** Newest first. */
  passes: readonly ShownPass[];
  notice?: Notice;
  /** NumericDate */
  now: number;
}>;

export function renderPassesPage(portal: Portal, page: PassesPage): string {
  const { place, passes, notice } = page;
  const good = passes.filter(isOpen);
  const ended = passes.filter((pass) => !isOpen(pass));
  return renderPassFrame(portal, {
    place,
    notice,
    main: html`<p class="note">${portal.t('pass.lead')}</p>
      <p class="buttons">
        <a class="button main" href="${passesPath(portal, place)}/new">${portal.t('pass.new')}</a>
      </p>
      ${
        good.length === 0
          ? html`<p class="note">${portal.t('pass.none')}</p>`
          : html`<ul class="rows passes">
              ${good.map((pass) => row(portal, pass, page))}
            </ul>`
      }
      ${
        ended.length > 0 &&
        html`<section aria-labelledby="ended">
          <h2 id="ended">${portal.t('pass.ended')}</h2>
          <ul class="rows passes">
            ${ended.map((pass) => row(portal, pass, page))}
          </ul>
        </section>`
      }`,
  });
}

/** Whether it can still do something: let somebody in, or keep them in. */
function isOpen({ state }: ShownPass): boolean {
  return state !== 'over' && state !== 'revoked';
}

function row(portal: Portal, pass: ShownPass, { place, now }: PassesPage): Html {
  const { id, name, lastUsedAt } = pass;
  return html`<li>
    <div>
      <p>
        <strong><bdi>${name}</bdi></strong>
        ${groupTag(portal, pass)} ${stateTag(portal, pass)}
      </p>
      <p class="note">${opensText(portal, pass)}</p>
      <p class="note">
        ${endText(portal, pass, now)} ·
        ${uses(portal, pass)}${
          lastUsedAt !== undefined &&
          html` ·
          ${portal.tHtml('pass.last_used', { time: timeText(lastUsedAt, now, portal.language) })}`
        }${pass.sessions > 0 && html` · ${portal.t('pass.signed_in', { count: pass.sessions })}`}
      </p>
      ${madeBy(portal, pass, now)}
    </div>
    ${
      isOpen(pass) &&
      html`<a
        class="button"
        href="${passesPath(portal, place)}/${id}/revoke"
        aria-label="${portal.t('pass.revoke.of', { name })}"
        >${portal.t('pass.revoke')}</a
      >`
    }
  </li>`;
}

function stateTag(portal: Portal, { state }: ShownPass): Fragment {
  return (
    (state === 'stopped' || state === 'used_up') &&
    html`<span class="tag soft"
      >${portal.t(state === 'stopped' ? 'pass.state.stopped' : 'pass.state.used_up')}</span
    >`
  );
}

export function groupTag(
  portal: Portal,
  { groupId, groupName }: Pick<ShownPass, 'groupId' | 'groupName'>,
): Html {
  return html`<span class="tag soft"
    >${portal.t('pass.group', { id: groupId, name: groupName })}</span
  >`;
}

/** What it opens, in a sentence. */
export function opensText(
  portal: Portal,
  { opens: names, groupId, groupName }: Pick<ShownPass, 'opens' | 'groupId' | 'groupName'>,
): Fragment {
  return names === undefined
    ? portal.t('pass.opens_group', { id: groupId, name: groupName })
    : portal.tHtml('pass.opens', { list: html`<bdi>${names.join(', ')}</bdi>` });
}

function endText(portal: Portal, pass: ShownPass, now: number): Fragment {
  const { endsAt, revokedAt } = pass;
  if (revokedAt !== undefined) {
    return portal.tHtml('pass.revoked', { time: timeText(revokedAt, now, portal.language) });
  }
  return portal.tHtml(pass.state === 'over' ? 'pass.was_until' : 'pass.until', {
    day: dayText(portal, endsAt),
  });
}

function uses(portal: Portal, { uses: count, maxUses }: ShownPass): string {
  return maxUses === undefined
    ? portal.t('pass.uses', { count })
    : portal.t('pass.uses_of', { count, max: maxUses });
}

function madeBy(portal: Portal, { maker, madeBy: by, madeAt }: ShownPass, now: number): Fragment {
  const time = timeText(madeAt, now, portal.language);
  if (maker === undefined) {
    return false;
  }
  return html`<p class="note">
    ${
      by === COMMAND_LINE
        ? portal.tHtml('pass.made_by_command', { time })
        : portal.tHtml('pass.made_by', { who: namedLink(maker), time })
    }
  </p>`;
}
