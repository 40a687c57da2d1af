/**
 * Whatever happens, in whatever order, nobody passes who must not, beyond the stated bound: random events against the real
 * portal, the real state and the stand-in for plex.tv, held against a model of a few lines.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OWNER_ID, SERVER_ID, SERVER_NAME } from '../../../examples/plex-stand-in/people.js';
import type { Endpoint } from '../../../examples/plex-stand-in/world.js';
import type { Fault } from '../../../examples/plex-stand-in/faults.js';
import { setOverride, removeOverride } from '../../membership/change-override.js';
import { policyOf } from '../../membership/policy.js';
import { sealOwnerToken } from '../../owner-link/seal-token.js';
import { createPublisher } from '../../revocation/publisher.js';
import { createRevoker } from '../../revocation/revoker.js';
import { SEALING_KEY, startPortal, type Browser, type RunningPortal } from './running-portal.js';

const DAY = 24 * 3600;
/** What plex.tv said last lets nobody in for longer, if it cannot be asked: docs/membership.md. */
const LONGEST = 2 * DAY + 120;

const NONE = 1000;
const SUBJECTS = {
  friend: 'plex:21000004',
  google: 'plex:21000006',
  home: 'plex:21000002',
  child: 'plex:21000003',
} as const;
type Name = keyof typeof SUBJECTS;
const NAMES = Object.keys(SUBJECTS) as Name[];

const VISITOR_ROUTE: readonly Endpoint[] = ['user', 'resources'];
const OWNER_ROUTE: readonly Endpoint[] = ['users', 'shared_servers', 'home_users'];

type Event =
  | Readonly<{ kind: 'sign_in' | 'unshare' | 'share' | 'pend' | 'revoke' | 'allow'; who: Name }>
  | Readonly<{ kind: 'to_home' | 'from_home'; who: 'friend' | 'home' }>
  | Readonly<{ kind: 'override'; who: Name; group: number | 'refused' }>
  | Readonly<{ kind: 'outage'; of: 'visitor' | 'owner' | 'both'; fault: Fault }>
  | Readonly<{ kind: 'recovery' | 'look' | 'renew' | 'restart' | 'revoke_all' | 'link' | 'unlink' }>
  | Readonly<{ kind: 'wait'; seconds: number }>;

const who = fc.constantFrom(...NAMES);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('sign_in' as const), who }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('unshare' as const, 'share' as const, 'pend' as const),
      who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('to_home' as const, 'from_home' as const),
      who: fc.constantFrom('friend' as const, 'home' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('override' as const),
      who,
      group: fc.constantFrom(1, 4, 900, 'refused' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('allow' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('outage' as const),
      of: fc.constantFrom('visitor' as const, 'owner' as const, 'both' as const),
      fault: fc.constantFrom<Fault>(
        'server_error',
        'html',
        'disconnect',
        'rate_limited',
        'truncated',
        'half_list',
        'quiet_half_list',
        'no_rows',
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('look' as const, 'renew' as const, 'recovery' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'restart' as const,
        'link' as const,
        'unlink' as const,
        'revoke_all' as const,
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 2, 61, 301, 3600, 13 * 3600, 25 * 3600),
    }),
  },
);

type Person = {
  share: 'accepted' | 'pending' | 'removed';
  role: 'friend' | 'home' | 'managed';
  override: number | 'refused' | undefined;
  /** Which group the rules should have given them, since when; NONE for no access. Oldest first. */
  history: { at: number; look: number; group: number }[];
};

type Session = { who: Name; browser: Browser; isVoid: boolean };

/** What ought to be, and nothing of how the portal sees to it. */
class Model {
  readonly people: Record<Name, Person>;
  now: number;
  /** Looks with both of the owner's lists good, so far. */
  looks = 0;

  constructor(now: number) {
    this.now = now;
    const person = (role: Person['role']): Person => ({
      share: 'accepted',
      role,
      override: undefined,
      history: [],
    });
    this.people = {
      friend: person('friend'),
      google: person('friend'),
      home: person('home'),
      child: person('managed'),
    };
    this.note();
  }

  /** What they ought to have now. */
  groupOf(name: Name): number {
    return this.#overriding(name, this.#byRules(name));
  }

  /** To be called after each change. */
  note(): void {
    for (const name of NAMES) {
      const group = this.#byRules(name);
      const { history } = this.people[name];
      if (history.at(-1)?.group !== group) {
        history.push({ at: this.now, look: this.looks, group });
      }
    }
  }

  /** The best group that somebody may still pass with: what they had at some moment within the bound. */
  bestOf(name: Name): number {
    const { history } = this.people[name];
    const isOver = (index: number): boolean => {
      const next = history[index + 1];
      // Two good looks after the change, or nobody could be asked and the last answer has grown too old.
      return next !== undefined && (this.looks - next.look >= 2 || this.now - next.at > LONGEST);
    };
    return Math.min(
      ...history
        .filter((_, index) => !isOver(index))
        .map(({ group }) => this.#overriding(name, group)),
    );
  }

  #byRules(name: Name): number {
    const { share, role } = this.people[name];
    return share === 'accepted' ? { friend: 4, home: 3, managed: 5 }[role] : NONE;
  }

  /** What an operator says counts at once, and makes nobody a member. */
  #overriding(name: Name, group: number): number {
    const { override } = this.people[name];
    return group === NONE || override === 'refused' ? NONE : (override ?? group);
  }
}

class World {
  readonly portal: RunningPortal;
  readonly model: Model;
  readonly sessions: Session[] = [];
  isVisitorRouteUp = true;
  isOwnerRouteUp = true;
  isLinked = false;
  #signIns = 0;

  constructor(portal: RunningPortal) {
    this.portal = portal;
    this.model = new Model(portal.clock.now);
  }

  async link(): Promise<void> {
    const { state, plex, clock } = this.portal;
    state.setOwnerLink({
      clientIdentifier: 'owner-link',
      plexId: OWNER_ID,
      accountName: 'Olive Owner',
      sealedToken: await sealOwnerToken(plex.token('owner', 'owner-link'), SEALING_KEY),
      servers: [{ machineIdentifier: SERVER_ID, name: SERVER_NAME }],
      linkedAt: clock.now,
      goodAt: 0,
      problem: '',
    });
    this.isLinked = true;
  }

  async happen(what: Event): Promise<void> {
    const { model, portal } = this;
    const { plex, clock } = portal;
    switch (what.kind) {
      case 'sign_in':
        await this.#signIn(what.who);
        break;
      case 'share':
        plex.share(what.who);
        model.people[what.who].share = 'accepted';
        break;
      case 'unshare':
        plex.unshare(what.who);
        model.people[what.who].share = 'removed';
        break;
      case 'pend':
        plex.share(what.who, { state: 'pending' });
        model.people[what.who].share = 'pending';
        break;
      case 'to_home':
        plex.change(what.who, { home: 'adult' });
        model.people[what.who].role = 'home';
        break;
      case 'from_home':
        plex.change(what.who, { home: null });
        model.people[what.who].role = 'friend';
        break;
      case 'override':
        setOverride(
          { subject: SUBJECTS[what.who], group: what.group, note: '' },
          this.#overriding(),
        );
        model.people[what.who].override = what.group;
        break;
      case 'allow':
        removeOverride(SUBJECTS[what.who], this.#overriding());
        model.people[what.who].override = undefined;
        break;
      case 'revoke':
        this.#revoker().revokeSubject(SUBJECTS[what.who], clock.now);
        this.#void(({ who: name }) => name === what.who);
        break;
      case 'revoke_all':
        this.#revoker().revokeAll(clock.now);
        this.#void(() => true);
        break;
      case 'outage':
        if (what.of !== 'owner') {
          VISITOR_ROUTE.forEach((endpoint) => plex.fault(endpoint, what.fault));
          this.isVisitorRouteUp = false;
        }
        if (what.of !== 'visitor') {
          OWNER_ROUTE.forEach((endpoint) => plex.fault(endpoint, what.fault));
          this.isOwnerRouteUp = false;
        }
        break;
      case 'recovery':
        plex.fault('all', null);
        this.isVisitorRouteUp = true;
        this.isOwnerRouteUp = true;
        // plex.tv had asked to be left alone for a while.
        this.#wait(61);
        break;
      case 'look':
        // Time passes between two looks.
        this.#wait(30);
        await portal.look();
        model.looks += this.isOwnerRouteUp && this.isLinked ? 1 : 0;
        break;
      case 'renew':
        for (const { browser } of this.sessions) {
          await browser.get('/renew');
        }
        break;
      case 'restart':
        portal.restart();
        break;
      case 'link':
        await this.link();
        break;
      case 'unlink':
        portal.state.removeOwnerLink();
        this.isLinked = false;
        break;
      case 'wait':
        this.#wait(what.seconds);
        break;
    }
    model.note();
  }

  async #signIn(name: Name): Promise<void> {
    const { portal, model } = this;
    const browser = portal.browser();
    this.#signIns += 1;
    const address = `2001:db8:${this.#signIns.toString(16)}::1`;
    const headers = {
      Origin: new URL(portal.config.issuer.url).origin,
      'X-Forwarded-For': address,
    };
    const started = await browser.post('/login/plex', {}, { headers });
    const { hash } = new URL(started.location, portal.config.issuer.url);
    const fragment = new URLSearchParams(hash.replace(/^#\?/, ''));
    portal.plex.claim(fragment.get('code') ?? '', name);
    const { status } = await browser.get(fragment.get('forwardUrl') ?? '/');
    const isEverythingUp = this.isVisitorRouteUp && (this.isOwnerRouteUp || !this.isLinked);
    if (isEverythingUp && model.groupOf(name) !== NONE) {
      expect([name, status]).toEqual([name, 303]);
    }
    if (status === 303) {
      this.sessions.push({ who: name, browser, isVoid: false });
    }
    // Of Plex's PINs so many are started from one portal and no more.
    this.#wait(6);
  }

  /** Nobody passes with more than the model allows; nobody at all with what was revoked. */
  async check(history: readonly Event[]): Promise<void> {
    for (const session of this.sessions) {
      const { status, group } = await this.#verdict(session.browser);
      const best = session.isVoid ? NONE : this.model.bestOf(session.who);
      if (status === 204 && group < best) {
        const story = history.map((each) => JSON.stringify(each)).join('\n');
        throw new Error(
          `${session.who} passes with group ${String(group)}, at most ${String(best)} is allowed:\n${story}`,
        );
      }
    }
  }

  async #verdict(browser: Browser): Promise<Readonly<{ status: number; group: number }>> {
    const { status, headers } = await browser.get('/auth/998');
    return { status, group: Number(headers.get('Remote-Group-Id') ?? NaN) };
  }

  #wait(seconds: number): void {
    this.portal.clock.now += seconds;
    this.model.now = this.portal.clock.now;
  }

  #void(isMeant: (session: Session) => boolean): void {
    this.sessions.filter(isMeant).forEach((session) => {
      session.isVoid = true;
    });
  }

  #revoker() {
    const { state, config } = this.portal;
    return createRevoker(state, () => createPublisher(state, config.revocation.dir));
  }

  #overriding() {
    const { state, config, clock } = this.portal;
    return {
      state,
      revoker: this.#revoker(),
      policy: policyOf(config, state.ownerLink()),
      now: clock.now,
      actor: 'test',
    };
  }
}

test('whatever happens in whatever order, nobody passes beyond the bound who must not', async () => {
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 30 }), async (events) => {
      const world = new World(await startPortal({ plex: '  recheckEvery: 5m' }));
      try {
        await world.link();
        for (const [at, each] of events.entries()) {
          await world.happen(each);
          await world.check(events.slice(0, at + 1));
        }
        passed += world.sessions.length;
      } finally {
        await world.portal.close();
      }
    }),
    { numRuns: 60 },
  );
  expect(passed).toBeGreaterThan(20);
}, 120_000);
