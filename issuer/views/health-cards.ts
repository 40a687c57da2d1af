/** How the portal is: one card for each thing that can be well or not. Pure. */
import { formatMoment } from '../config/moment.js';
import type { GateSeen } from '../gates-seen/gates-seen.js';
import type { Message } from '../languages/message.js';
import { html, type Fragment, type Html } from './html.js';
import type { Portal } from './page.js';
import { timeText } from './time-text.js';

export type Health = Readonly<{
  plex: Readonly<{
    /** NumericDate; absent: not since the start. */
    goodAt?: number;
    failure?: Readonly<{ at: number; message: Message }>;
    /** NumericDate: the oldest of the owner's lists. */
    listsAt?: number;
  }>;
  keys: readonly ShownKey[];
  gates: readonly GateSeen[];
  revocations: Readonly<{
    people: number;
    sessions: number;
    /** NumericDate; 0: none. */
    epoch: number;
    /** '' for none. */
    folder: string;
    /** NumericDate: when the portal last found it right; absent: never. */
    confirmedAt?: number;
    isConfirmed: boolean;
  }>;
  records: Readonly<{
    file: string;
    bytes: number;
    schema: number;
    people: number;
    sessions: number;
    tokens: number;
    auditEntries: number;
  }>;
  portal: Readonly<{
    address: string;
    version: string;
    node: string;
    /** NumericDate */
    startedAt: number;
    rules: number;
    apps: number;
  }>;
  /** NumericDate */
  now: number;
}>;

/** No part of a key that is secret. */
export type ShownKey = Readonly<{
  kid: string;
  alg: string;
  isSigning: boolean;
  /** NumericDates */
  createdAt?: number;
  signsFrom?: number;
  droppedAfter?: number;
}>;

/** again: trouble that is none of the admin's, and that ends by itself. */
type State = 'good' | 'bad' | 'again' | 'unknown';

export function healthCards(portal: Portal, health: Health): Html {
  return html`${plexCard(portal, health)} ${keysCard(portal, health)}
  ${revocationsCard(portal, health)} ${recordsCard(portal, health)} ${portalCard(portal, health)}`;
}

export type Card = Readonly<{ id: string; title: string; state?: State; content: Fragment }>;

export function card(portal: Portal, { id, title, state, content }: Card): Html {
  return html`<section class="card" aria-labelledby="${id}">
    <header>
      <h2 id="${id}">${title}</h2>
      ${state !== undefined && stateTag(portal, state)}
    </header>
    ${content}
  </section>`;
}

function stateTag(portal: Portal, state: State): Html {
  const texts = {
    good: 'admin.health.good',
    bad: 'admin.health.trouble',
    again: 'admin.health.again',
    unknown: 'admin.health.unknown',
  } as const;
  return html`<span class="state ${state}">${portal.t(texts[state])}</span>`;
}

/** @param rows label and value */
export function facts(rows: readonly (readonly [label: string, value: Fragment])[]): Html {
  return html`<dl class="facts">
    ${rows.map(
      ([label, value]) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function plexCard(portal: Portal, { plex, now }: Health): Html {
  const { goodAt, failure, listsAt } = plex;
  const { t, language } = portal;
  const isBad = failure !== undefined && failure.at >= (goodAt ?? 0);
  return card(portal, {
    id: 'plex',
    title: t('admin.plex.title'),
    state: isBad ? 'again' : goodAt === undefined ? 'unknown' : 'good',
    content: facts([
      [
        t('admin.plex.answered'),
        goodAt === undefined ? t('admin.plex.never') : timeText(goodAt, now, language),
      ],
      [
        t('admin.plex.failed'),
        failure === undefined
          ? t('admin.plex.none')
          : html`${timeText(failure.at, now, language)}
              <p class="note">${t(failure.message)}</p>`,
      ],
      [
        t('admin.plex.lists'),
        listsAt === undefined ? t('admin.plex.no_lists') : timeText(listsAt, now, language),
      ],
    ]),
  });
}

function keysCard(portal: Portal, { keys, now }: Health): Html {
  return card(portal, {
    id: 'keys',
    title: portal.t('admin.keys.title'),
    content: facts(
      keys.map((key) => [
        key.kid,
        html`${key.alg}, ${keyText(portal, key)}${times(portal, key, now)}`,
      ]),
    ),
  });
}

function keyText({ t }: Portal, { isSigning }: ShownKey): string {
  return t(isSigning ? 'admin.keys.signs' : 'admin.keys.verifies');
}

function times(portal: Portal, { createdAt, signsFrom, droppedAfter }: ShownKey, now: number) {
  const time = (at: number) => ({ time: timeText(at, now, portal.language) });
  const lines = [
    ...(createdAt === undefined ? [] : [portal.tHtml('admin.keys.age', time(createdAt))]),
    ...(signsFrom === undefined || signsFrom <= now
      ? []
      : [portal.tHtml('admin.keys.signs_from', time(signsFrom))]),
    ...(droppedAfter === undefined ? [] : [portal.tHtml('admin.keys.dropped', time(droppedAfter))]),
  ];
  return lines.map((line) => html`<p class="note">${line}</p>`);
}

function revocationsCard(portal: Portal, { revocations, now }: Health): Html {
  const { people, sessions, epoch, folder, isConfirmed, confirmedAt } = revocations;
  const { t, language } = portal;
  const confirmed =
    confirmedAt === undefined
      ? t('admin.revocation.unconfirmed')
      : timeText(confirmedAt, now, language);
  return card(portal, {
    id: 'revocations',
    title: t('admin.revocation.title'),
    ...(folder !== '' && { state: isConfirmed ? 'good' : 'bad' }),
    content: facts([
      [t('admin.revocation.people'), people],
      [t('admin.revocation.sessions'), sessions],
      [
        t('admin.revocation.epoch'),
        epoch === 0 ? t('admin.revocation.epoch_none') : formatMoment(epoch),
      ],
      [
        t('admin.revocation.folder'),
        folder === '' ? t('admin.revocation.by_url') : t('admin.revocation.in_folder', { folder }),
      ],
      ...(folder === '' ? [] : [[t('admin.revocation.confirmed'), confirmed] as const]),
    ]),
  });
}

function recordsCard(portal: Portal, { records }: Health): Html {
  const { t, language } = portal;
  const number = new Intl.NumberFormat(language);
  const megabytes = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
  });
  const size = megabytes.format(records.bytes / 1_000_000);
  return card(portal, {
    id: 'records',
    title: t('admin.records.title'),
    content: facts([
      [t('admin.records.people'), number.format(records.people)],
      [t('admin.records.sessions'), number.format(records.sessions)],
      [t('admin.records.tokens'), number.format(records.tokens)],
      [t('admin.records.audit'), number.format(records.auditEntries)],
      [
        t('admin.records.file'),
        html`${records.file}
          <p class="note">${t('admin.records.size', { size, schema: records.schema })}</p>`,
      ],
    ]),
  });
}

function portalCard(view: Portal, { portal, now }: Health): Html {
  const { t } = view;
  const time = timeText(portal.startedAt, now, view.language);
  return card(view, {
    id: 'portal',
    title: t('admin.portal.title'),
    content: html`${facts([
        [t('admin.portal.version'), html`${portal.version} <small>Node ${portal.node}</small>`],
        [t('admin.portal.started'), time],
        [t('admin.portal.clock'), formatMoment(now)],
        [t('admin.portal.address'), portal.address],
        [t('admin.portal.rules'), portal.rules],
        [t('admin.portal.apps'), portal.apps],
      ])}
      <p><a href="${view.base}/admin/configuration">${t('admin.portal.configuration')}</a></p>`,
  });
}
