/** The owner's account: whether it is attached, and how that goes. Pure. */
import { linkProblemText, needsMending } from '../owner-link/link-text.js';
import { OWNER_WITHOUT_PIN } from '../owner-link/owner-pin.js';
import type { OwnerLink } from '../state/state.js';
import { card, facts, type Card } from './health-cards.js';
import { html, type Fragment, type Html } from './html.js';
import { alert, type Portal } from './page.js';
import { timeText } from './time-text.js';

export type OwnerCard = Readonly<{
  link?: OwnerLink;
  /** Everybody in their Plex Home can choose their profile. */
  isOwnerWithoutPin: boolean;
  /** Machine identifiers in usher.yaml, which count before those of the link. */
  configuredServers: readonly string[];
  /** NumericDate */
  now: number;
}>;

export function ownerCard(portal: Portal, owner: OwnerCard): Html {
  const { link } = owner;
  return card(portal, {
    id: 'owner',
    title: portal.t('admin.owner.title'),
    ...(link !== undefined && { state: stateOf(link, owner) }),
    content: link === undefined ? unattached(portal) : attached(portal, link, owner),
  });
}

function stateOf(
  { problem }: OwnerLink,
  { isOwnerWithoutPin }: OwnerCard,
): NonNullable<Card['state']> {
  if (isOwnerWithoutPin || needsMending(problem)) {
    return 'bad';
  }
  return problem === '' ? 'good' : 'again';
}

function unattached(portal: Portal): Fragment {
  return html`<p class="note">${portal.t('admin.owner.lead')}</p>
    <form class="buttons" method="post" action="${portal.base}/admin/link">
      <button>${portal.t('admin.owner.attach')}</button>
    </form>`;
}

function attached(portal: Portal, link: OwnerLink, owner: OwnerCard): Fragment {
  const { t, base } = portal;
  return html`${problemOf(portal, link.problem)}
    ${owner.isOwnerWithoutPin && alert(t(OWNER_WITHOUT_PIN))} ${linkFacts(portal, link, owner)}
    <div class="buttons">
      <form method="post" action="${base}/admin/link">
        <button>${t('admin.owner.attach_again')}</button>
      </form>
      <a class="button" href="${base}/admin/link/remove">${t('admin.owner.detach')}</a>
    </div>`;
}

function problemOf({ t }: Portal, problem: string): Fragment {
  if (problem === '') {
    return undefined;
  }
  const text = t(linkProblemText(problem));
  return needsMending(problem) ? alert(t('admin.owner.broken'), text) : html`<p>${text}</p>`;
}

function linkFacts(portal: Portal, link: OwnerLink, { configuredServers, now }: OwnerCard): Html {
  const { accountName, plexId, linkedAt, goodAt, servers } = link;
  const { t, language } = portal;
  const isOverruled = configuredServers.length > 0;
  const shown = isOverruled
    ? configuredServers
    : servers.map(({ machineIdentifier }) => machineIdentifier);
  return facts([
    [t('admin.owner.account'), html`<bdi>${accountName}</bdi> <small>${plexId}</small>`],
    [
      t('admin.owner.servers'),
      html`${shown.map((id) => serverName(link, id)).join(', ')}
      ${isOverruled && html`<p class="note">${t('admin.owner.as_configured')}</p>`}`,
    ],
    [t('admin.owner.attached'), timeText(linkedAt, now, language)],
    [
      t('admin.owner.last_answer'),
      goodAt === 0 ? t('admin.owner.no_answer') : timeText(goodAt, now, language),
    ],
  ]);
}

function serverName({ servers }: OwnerLink, id: string): string {
  const name = servers.find(({ machineIdentifier }) => machineIdentifier === id)?.name ?? '';
  return name === '' ? id : name;
}
