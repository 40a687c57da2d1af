/** What admit() needs beside plex.tv: nobody linked, nothing on record, a clock that stands. */
import type { AdmitDeps } from '../../../membership/admit.js';
import type { OwnerLists } from '../../../membership/known-lists.js';
import type { Policy } from '../../../membership/policy.js';
import type { KnownPerson } from '../../../state/state.js';

export const SERVER = 'a1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f0';
export const SECOND = 'b1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f1';
export const OWNER = 100;
export const NOW = 1_800_000_000;

export const POLICY: Policy = {
  servers: [SERVER],
  ownerId: OWNER,
  rules: [
    { when: { plex: ['owner'] }, group: 0 },
    { when: { plex: ['friend'] }, group: 4 },
    { when: { plexId: [300] }, group: 42 },
  ],
  groupNames: { 4: 'Friends' },
  serverName: 'Sample Server',
  serverNames: {},
  isLinked: false,
};

/** A directory that gives one answer after the other; `remembered` is what it has before. */
export function directoryOf(
  answers: readonly (OwnerLists | undefined)[],
  remembered?: OwnerLists,
): AdmitDeps['directory'] & Readonly<{ asked: () => number }> {
  let lists = remembered;
  let asked = 0;
  return {
    lists: () => lists,
    refresh: () => {
      lists = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      return Promise.resolve(lists);
    },
    asked: () => asked,
  };
}

export function admitDeps(
  plex: AdmitDeps['plex'],
  given: Partial<AdmitDeps> = {},
): AdmitDeps & Readonly<{ recorded: KnownPerson[] }> {
  const recorded: KnownPerson[] = [];
  return {
    plex,
    directory: directoryOf([undefined]),
    policy: () => POLICY,
    state: {
      overrideOf: () => undefined,
      person: (subject) => recorded.findLast((person) => person.subject === subject),
      recordPerson: (person) => void recorded.push(person),
    },
    now: () => NOW,
    listsLastSeconds: 600,
    ownerPatienceMs: 1000,
    isSuspicious: () => false,
    ...given,
    recorded,
  };
}
