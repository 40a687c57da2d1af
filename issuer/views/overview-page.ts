/** What admins see first: how the portal is, and what was done last. Pure. */
import { renderAdminFrame } from './admin-frame.js';
import { auditSection, type ShownEntry } from './audit-list.js';
import { gatesCard } from './gates-card.js';
import { healthCards, type Health } from './health-cards.js';
import { html, type Fragment } from './html.js';
import type { Notice } from './notice.js';
import { ownerCard, type OwnerCard } from './owner-card.js';
import type { Portal } from './page.js';
import { timeText } from './time-text.js';

export type OverviewPage = Readonly<{
  /** Of the admin. */
  name: string;
  notice?: Notice;
  /** Many have lost access at once, and nothing was done yet. */
  suspicion?: Readonly<{ since: number; lost: number; people: number }>;
  owner: OwnerCard;
  health: Health;
  audit: readonly ShownEntry[];
  /** NumericDate */
  now: number;
}>;

export function renderOverviewPage(portal: Portal, page: OverviewPage): string {
  const { name, notice, owner, health, audit, now } = page;
  return renderAdminFrame(portal, {
    place: 'overview',
    about: html`<bdi>${name}</bdi>`,
    notice,
    main: html`${suspicionBox(portal, page)}
      <div class="cards">
        ${ownerCard(portal, owner)} ${healthCards(portal, health)}
        ${gatesCard(portal, health.gates, now)}
      </div>
      ${auditSection(portal, audit, {
        now,
        all: { href: `${portal.base}/admin/audit`, label: portal.t('audit.to_all') },
      })}`,
  });
}

function suspicionBox(portal: Portal, { suspicion, now }: OverviewPage): Fragment {
  if (suspicion === undefined) {
    return undefined;
  }
  const { lost, people, since } = suspicion;
  const time = timeText(since, now, portal.language);
  return html`<div class="alert" role="alert">
    <p>${portal.tHtml('admin.suspicion.lost', { lost, people, time })}</p>
    <p>${portal.t('admin.suspicion.hint')}</p>
  </div>`;
}
