/** Looking for entries of the audit trail. */
import { beforeEach, expect, test } from '@jest/globals';
import type { AuditEntry, AuditQuery, State } from '../../../state/state.js';
import { useStates } from './open-states.js';

const newState = useStates();

const ADMIN = 'plex:1';
const ANNA = 'plex:2';

function entry(at: number, action: string, rest: Partial<AuditEntry> = {}): AuditEntry {
  return { at, actor: ADMIN, action, subject: ANNA, detail: '', ...rest };
}

const ENTRIES = [
  entry(100, 'override_set', { detail: 'group 2, Helps Out' }),
  entry(200, 'revoked', { actor: 'command line' }),
  entry(300, 'session_ended', { actor: ANNA, detail: 'Firefox on Linux' }),
  entry(400, 'revoked_all', { subject: '' }),
  entry(500, 'refused', { actor: ANNA, detail: 'id=0123456789abcdef /sonarr/' }),
];

let state: State;
beforeEach(() => {
  state = newState();
  ENTRIES.forEach((each) => {
    state.addAudit(each);
  });
});

/** Times of what was found. */
function found(query: Omit<AuditQuery, 'limit'>, limit = 100): readonly number[] {
  return state.findAudit({ ...query, limit }).map(({ at }) => at);
}

test.each<readonly [string, Omit<AuditQuery, 'limit'>, readonly number[]]>([
  ['everything', {}, [500, 400, 300, 200, 100]],
  ['what is about somebody, or was done by them', { person: ANNA }, [500, 300, 200, 100]],
  ['what an admin did', { person: ADMIN }, [400, 100]],
  ['one action', { action: 'revoked' }, [200]],
  ['from a time on, which counts', { from: 300 }, [500, 400, 300]],
  ['until a time, which does not count', { until: 300 }, [200, 100]],
  ['a text in whatever case', { text: 'HELPS out' }, [100]],
  ['a request by its id', { text: '0123456789abcdef' }, [500]],
  ['who it was done by, as a text', { text: 'command' }, [200]],
  ['nothing across the borders of fields', { text: 'plex:1plex' }, []],
  ['no wildcards', { text: '%' }, []],
  ['all conditions at once', { person: ANNA, from: 200, until: 500, text: 'linux' }, [300]],
  ['nothing for an action that never was', { action: 'nothing' }, []],
])('finds %s', (_name, query, times) => {
  expect(found(query)).toEqual(times);
});

test('page by page, without a gap and without one twice', () => {
  const first = state.findAudit({ limit: 2 });
  const second = state.findAudit({ limit: 2, before: first[1]!.id });
  const third = state.findAudit({ limit: 2, before: second[1]!.id });
  expect([first, second, third].map((page) => page.map(({ at }) => at))).toEqual([
    [500, 400],
    [300, 200],
    [100],
  ]);
});

test('what was added meanwhile moves no page', () => {
  const [, last] = state.findAudit({ limit: 2 });
  state.addAudit(entry(600, 'revoked'));
  expect(found({ before: last!.id })).toEqual([300, 200, 100]);
});

test('knows which actions there are', () => {
  expect(state.auditActions()).toEqual([
    'override_set',
    'refused',
    'revoked',
    'revoked_all',
    'session_ended',
  ]);
});

test('says how large the file is, and of which version', () => {
  const { bytes, schema, auditEntries } = state.file();
  expect(bytes).toBeGreaterThan(4096);
  expect(schema).toBeGreaterThan(1);
  expect(auditEntries).toBe(ENTRIES.length);
});
