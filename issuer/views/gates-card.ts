/** Which gates have asked the portal for something, for admins. Pure. */
import type { GateSeen } from '../gates-seen/gates-seen.js';
import { card } from './health-cards.js';
import { html, type Fragment, type Html } from './html.js';
import type { Portal } from './page.js';
import { fromNow, timeText } from './time-text.js';

/** A list of revocations that is older is too old for what the portal promises. */
const STALE_SECONDS = 60;

/** @returns nothing where none has asked yet: gates need not ask */
export function gatesCard(portal: Portal, gates: readonly GateSeen[], now: number): Fragment {
  if (gates.length === 0) {
    return undefined;
  }
  const isStale = gates.some(({ list }) => typeof list === 'number' && list > STALE_SECONDS);
  return card(portal, {
    id: 'gates',
    title: portal.t('admin.gates.title'),
    state: isStale ? 'bad' : 'good',
    content: html`<p class="note">${portal.t('admin.gates.lead')}</p>
      <ul class="rows">
        ${gates.map((gate) => row(portal, gate, now))}
      </ul>`,
  });
}

function row(
  portal: Portal,
  { address, at, usher, engine, nginx, list }: GateSeen,
  now: number,
): Html {
  const programs = [`usher ${usher}`, `nginx ${nginx}`, engine].filter((each) => each !== '');
  return html`<li>
    <p>
      <strong>${address}</strong>
      <small
        >${portal.tHtml('admin.gates.asked', { time: timeText(at, now, portal.language) })}</small
      >
    </p>
    <p class="note">${programs.join(' · ')}</p>
    <p class="note">${listText(portal, list)}</p>
  </li>`;
}

function listText(portal: Portal, list: GateSeen['list']): string {
  if (list === 'folder') {
    return portal.t('admin.gates.list_folder');
  }
  return list === undefined
    ? portal.t('admin.gates.list_unknown')
    : portal.t('admin.gates.list_age', { time: fromNow(-list, portal.language) });
}
