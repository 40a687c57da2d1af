/**
 * The page that stands for the owner's settings at plex.tv: who has what, and a button to change it while one looks at
 * the effect elsewhere. Works without a script.
 */
import type { Request, Response } from 'express';
import type { Control } from './control.js';
import { escapeHtml, page } from './page.js';
import type { Person } from './people.js';
import { sharedSections } from './relations.js';
import { fieldOf } from './requests.js';
import type { MediaServer, Share } from './servers.js';
import { personByKey, type World } from './world.js';

/** What the buttons do, and what the page says afterwards. */
const ACTIONS = {
  unshare: ['Unshare', 'may no longer use'],
  share: ['Share again', 'may use again'],
  accept: ['Accept the invitation', 'has accepted the invitation to'],
  leave_home: ['Remove from the Home', 'is no longer in the Home of the owner'],
  restore: ['As at the start', 'may what they may at the start'],
  restore_all: ['Everybody as at the start', 'Everybody may what they may at the start'],
} as const;
type Action = keyof typeof ACTIONS;

export function showPeoplePage(world: World) {
  return function peoplePage(req: Request, res: Response): void {
    const concerned = world.people.filter((each) => isConcerned(world, each));
    const inHome = concerned.filter((each) => startHome(world, each) === 'owner');
    const others = concerned.filter((each) => startHome(world, each) !== 'owner');
    const did = doneBefore(world, req);
    const cards = (people: readonly Person[]): string =>
      `<ul>${people.map((each) => card(world, each, did)).join('\n')}</ul>`;
    const reset = button({ action: 'restore_all' });
    res.type('html').send(
      page(
        'Who has access (stand-in for plex.tv)',
        `${did?.person === undefined ? said(did) : ''}<p>This page plays the owner’s settings at plex.tv. What you press here holds at once in
everything that the stand-in answers; people who are signed in elsewhere notice when somebody asks again.</p>
${reset}<h2>Plex Home of the owner</h2>${cards(inHome)}<h2>Friends</h2>${cards(others)}`,
      ),
    );
  };
}

/** The buttons come here. */
export function changeFromPage(world: World, control: Control) {
  return function changeFromPageHandler(req: Request, res: Response): void {
    const action = actionOf(fieldOf(req, 'action'));
    const key = fieldOf(req, 'person');
    const server = fieldOf(req, 'server');
    const known =
      action === 'restore_all' ||
      (personByKey(world, key) !== undefined &&
        (server === '' || world.servers.some((each) => each.key === server)));
    if (action === undefined || !known) {
      res
        .status(400)
        .type('html')
        .send(page('Nothing was changed', '<p>There is no such button.</p>'));
      return;
    }
    act(control, action, { key, server });
    const did = new URLSearchParams({ did: action, person: key, server });
    res.redirect(303, `/people?${did.toString()}#${encodeURIComponent(key)}`);
  };
}

function act(
  control: Control,
  action: Action,
  at: Readonly<{ key: string; server: string }>,
): void {
  switch (action) {
    case 'unshare':
      control.unshare(at.key, at.server);
      return;
    case 'share':
    case 'accept':
      control.share(at.key, { server: at.server });
      return;
    case 'leave_home':
      control.change(at.key, { home: null });
      return;
    case 'restore':
      control.restore(at.key);
      return;
    case 'restore_all':
      control.restore();
      return;
  }
}

function actionOf(text: string): Action | undefined {
  return Object.hasOwn(ACTIONS, text) ? (text as Action) : undefined;
}

/** Whom the owner of the sample servers can do something about. */
function isConcerned(world: World, person: Person): boolean {
  return (
    person.key !== 'owner' &&
    (startHome(world, person) === 'owner' || ownersShares(world, person).length > 0)
  );
}

function startHome(world: World, person: Person): string | undefined {
  return world.sample.people.find((each) => each.key === person.key)?.home?.of;
}

type Shared = Readonly<{ share: Share; server: MediaServer }>;

function ownersShares(world: World, person: Person): readonly Shared[] {
  return world.shares
    .filter((each) => each.person === person.key)
    .flatMap((share) => {
      const server = world.servers.find((each) => each.key === share.server);
      return server?.owner === 'owner' ? [{ share, server }] : [];
    });
}

function card(world: World, person: Person, did: Done | undefined): string {
  const key = escapeHtml(person.key);
  // A profile that was the Home's own is gone with it: there is nobody left to share with.
  const isGone = person.home === null && person.username === '';
  const rows = isGone ? [] : ownersShares(world, person).map((each) => shareRow(person, each));
  const restore = isChanged(world, person) ? button({ action: 'restore', person: person.key }) : '';
  // Beside the button that was pressed, because the browser goes back there.
  const news = did?.person === person ? said(did) : '';
  return `<li class="person" id="${key}"><div class="row"><h3>${escapeHtml(person.title)}</h3>${restore}</div>
<small>${key}: ${escapeHtml(person.about)}</small>${news}${homeRow(world, person)}${rows.join('')}</li>`;
}

function isChanged(world: World, person: Person): boolean {
  const of = ({ people, shares }: Pick<World['sample'], 'people' | 'shares'>): string =>
    JSON.stringify([
      people.find((each) => each.key === person.key),
      shares.filter((each) => each.person === person.key).sort((a, b) => a.id - b.id),
    ]);
  return of(world) !== of(world.sample);
}

function homeRow(world: World, person: Person): string {
  if (startHome(world, person) !== 'owner' && person.home?.of !== 'owner') {
    return '';
  }
  if (person.home === null) {
    return '<div class="row"><span class="gone">in the Home</span></div>';
  }
  const { role } = person.home;
  const details = [
    role,
    person.restrictionProfile,
    person.pin === null ? 'no PIN' : `PIN ${person.pin}`,
  ].filter((each) => each !== null);
  const leave = button({ action: 'leave_home', person: person.key });
  return `<div class="row"><span>in the Home: ${escapeHtml(details.join(', '))}</span>${leave}</div>`;
}

const BUTTON_OF = { accepted: 'unshare', pending: 'accept', removed: 'share' } as const;

function shareRow(person: Person, shared: Shared): string {
  const { share, server } = shared;
  const titles = sharedSections(shared).map(({ title }) => title);
  const libraries = share.libraries === 'all' ? 'all libraries' : titles.join(', ');
  const text = `${server.name}: ${libraries}${share.state === 'pending' ? ' (invited)' : ''}`;
  const state = share.state === 'removed' ? ' class="gone"' : '';
  const action = BUTTON_OF[share.state];
  return `<div class="row"><span${state}>${escapeHtml(text)}</span>${button({ action, person: person.key, server: server.key })}</div>`;
}

type Pressed = Readonly<{ action: Action; person?: string; server?: string }>;

function button({ action, ...fields }: Pressed): string {
  const hidden = Object.entries({ action, ...fields }).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  );
  const [label] = ACTIONS[action];
  return `<form method="post" action="/people">${hidden.join('')}<button>${label}</button></form>`;
}

/** `person`: nobody for what concerns everybody. */
type Done = Readonly<{ action: Action; person: Person | undefined; server: string | undefined }>;

/** What the last button did, from the address that it led to. */
function doneBefore(world: World, req: Request): Done | undefined {
  const text = (name: string): string => {
    const value = req.query[name];
    return typeof value === 'string' ? value : '';
  };
  const action = actionOf(text('did'));
  const person = personByKey(world, text('person'));
  if (action === undefined || (person === undefined) !== (action === 'restore_all')) {
    return undefined;
  }
  const server = world.servers.find((each) => each.key === text('server'))?.name;
  return { action, person, server };
}

function said(did: Done | undefined): string {
  if (did === undefined) {
    return '';
  }
  const [, phrase] = ACTIONS[did.action];
  const words = [did.person?.title, phrase, did.server].filter((each) => each !== undefined);
  return `<p class="did" role="status">${escapeHtml(words.join(' '))}.</p>`;
}
