/**
 * What the owner of a server does at plex.tv: shares it and takes it away, lets people into the Home and out of it, gives
 * them PINs. Every answer follows from it at once.
 */
import type { HomeRole, Person } from './people.js';
import type { MediaServer, Share } from './servers.js';
import { personByKey, relationsOf, revokeTokensOf, type World } from './world.js';

export type ShareChange = Readonly<{
  /** Key or machine identifier; the sample server if not given. */
  server?: string;
  state?: Share['state'];
  /** Keys of the server's libraries. */
  libraries?: Share['libraries'];
}>;

export type PersonChange = Readonly<{
  /** In the owner's Home if they were in none; null: they leave it. A profile without a login is gone then. */
  home?: HomeRole | null;
  pin?: string | null;
  restrictionProfile?: string | null;
  username?: string;
  email?: string;
  title?: string;
  friendlyName?: string;
}>;

/** A share that there was not before is accepted and of all libraries, if not said otherwise. */
export function changeShare(world: World, personKey: string, change: ShareChange): void {
  const person = knownPerson(world, personKey);
  const server = knownServer(world, change.server ?? 'sample');
  const share = shareOf(world, person, server);
  if (change.state !== undefined) {
    share.state = change.state;
  }
  if (change.libraries !== undefined) {
    share.libraries = change.libraries;
  }
}

export function changePerson(world: World, personKey: string, change: PersonChange): void {
  const person = knownPerson(world, personKey);
  const { home, ...plain } = change;
  Object.assign(person, plain);
  if (home === undefined) {
    return;
  }
  person.home = home === null ? null : { of: person.home?.of ?? 'owner', role: home };
  if (home === null && person.username === '') {
    // The account was the Home's, and goes with it.
    revokeTokensOf(world, person.key);
    world.shares = world.shares.filter((each) => each.person !== person.key);
  }
}

/** Everybody, or one person, may again what they may at the start. */
export function restorePeople(world: World, personKey?: string): void {
  const { people, shares } = relationsOf(world.sample);
  if (personKey === undefined) {
    world.people = people;
    world.shares = shares;
    return;
  }
  const isMeant = (key: string): boolean => key === personKey;
  knownPerson(world, personKey);
  world.people = world.people.map((each) =>
    isMeant(each.key) ? (people.find(({ key }) => isMeant(key)) ?? each) : each,
  );
  world.shares = [
    ...world.shares.filter((each) => !isMeant(each.person)),
    ...shares.filter((each) => isMeant(each.person)),
  ];
}

function shareOf(world: World, person: Person, server: MediaServer): Share {
  const known = world.shares.find(
    (each) => each.person === person.key && each.server === server.key,
  );
  if (known !== undefined) {
    return known;
  }
  const id = 1 + Math.max(5_600_000, ...world.shares.map((each) => each.id));
  const share: Share = {
    id,
    person: person.key,
    server: server.key,
    state: 'accepted',
    libraries: 'all',
  };
  world.shares.push(share);
  return share;
}

/** @throws for a key that nobody has */
export function knownPerson(world: World, key: string): Person {
  const person = personByKey(world, key);
  if (person === undefined) {
    throw new Error(`the stand-in knows nobody called ${key}`);
  }
  return person;
}

function knownServer(world: World, named: string): MediaServer {
  const server = world.servers.find(
    (each) => each.key === named || each.machineIdentifier === named,
  );
  if (server === undefined) {
    throw new Error(`the stand-in knows no server called ${named}`);
  }
  return server;
}
