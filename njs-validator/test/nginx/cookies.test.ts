/** Cookies as browsers and attackers really send them. The table of single headers is in vectors.test.ts. */
import { connect, type ClientHttp2Session } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { MAX_COOKIE_CANDIDATES } from '../../../shared/token-profile.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_API, AS_PAGE, lastVisit, session, visit, visitRaw } from './support/visit.js';

const NAME = '__Secure-usher';
const good = () => session().Cookie;
const scraps = (count: number) => Array<string>(count).fill(`${NAME}=scrap`);

describe('cookies', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server('listen __OTHER_LISTEN__ http2;' + guarded('/', 4)),
    });
  });
  afterAll(() => gate.stop());

  const LETS_IN: [string, () => string[]][] = [
    ['a second line', () => ['theme=dark', good()]],
    ['a first line', () => [good(), 'theme=dark']],
    ['a second line after a planted one', () => [`${NAME}=scrap`, good()]],
    ['a first line before a planted one', () => [good(), `${NAME}=scrap`]],
    ['the fourth of five lines', () => [...scraps(3), good(), 'a=1']],
    ['a line that ends with a semicolon before it', () => ['theme=dark;', good()]],
    [
      'the last place that is looked at, of fifty',
      () => [
        [...scraps(MAX_COOKIE_CANDIDATES - 1), good(), ...scraps(50 - MAX_COOKIE_CANDIDATES)].join(
          '; ',
        ),
      ],
    ],
    ['the end of a line of 8 KB', () => [`a=${'x'.repeat(7000)}; ${good()}`]],
    ['the end of 24 KB in four lines', () => [...crumbs(3, 7900), good()]],
    ['the start of 24 KB in four lines', () => [good(), ...crumbs(3, 7900)]],
    ['hundreds of other cookies', () => [`${others(400)}; ${good()}`]],
    ['cookies of apps with odd bytes', () => [`n=Zo\xeb; m=\xff\xfe; ${good()}; o=\x80`]],
    ['cookies in other scripts', () => [`n=${utf8('Zoë Ångström 日本 😀')}; ${good()}`]],
    ['32 letters that are not ASCII', () => [`n=${utf8('ö'.repeat(32))}; ${good()}`]],
    ['JSON in cookies', () => [`prefs={"a":[1,2],"b":"${NAME}=x"}; ${good()}`]],
  ];

  test.each(LETS_IN)('a good one is found in %s', async (_, cookies) => {
    const lines = cookies().map((cookie) => `Cookie: ${cookie}`);
    const seen = await visitRaw(gate, '/', lines);
    expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe' });
    expect(seen.reached).toHaveLength(1);
    expect(headerOf(seen.reached[0]!, 'remote-user')).toBe('zoe');
  });

  const REFUSED: [string, string, () => string[]][] = [
    [
      'a good one at the first place that is not looked at',
      'not_three_segments',
      () => [[...scraps(MAX_COOKIE_CANDIDATES), good()].join('; ')],
    ],
    ['the same in lines of their own', 'not_three_segments', () => [...scraps(8), good()]],
    ['fifty planted ones', 'not_three_segments', () => [scraps(50).join('; ')]],
    ['one in two halves', 'no_token', () => [good().slice(0, 9), good().slice(9)]],
    ['one cut by the end of a line', 'signature_malformed', () => [good().slice(0, -5), 'a=1']],
    [
      'one with bytes of Latin-1 in it',
      'header_encoding',
      () => [`${NAME}=\xeb${good().slice(15)}`],
    ],
    ['one after a byte that is no letter', 'no_token', () => [`\xa0${good()}`]],
    ['one with a comma behind it', 'signature_malformed', () => [`${good()}, a=1`]],
    ['one above 4 KB', 'token_too_large', () => [`${NAME}=${'a'.repeat(5000)}`]],
  ];

  test.each(REFUSED)('%s: %s', async (_, reason, cookies) => {
    const lines = cookies().map((cookie) => `Cookie: ${cookie}`);
    const seen = await visitRaw(gate, '/', ['Accept: application/json', ...lines]);
    expect(seen).toMatchObject({ status: 401, reason, user: '', groupId: '', reached: [] });
  });

  test.each([
    ['NUL in the header', [`Cookie: a=\0; `]],
    ['a line of 9 KB', [`Cookie: a=${'x'.repeat(9000)}; `]],
    ['40 KB in all', Array<string>(5).fill(`Cookie: a=${'x'.repeat(8000)}; `)],
  ])('nginx itself refuses %s', async (_, lines) => {
    const seen = await visitRaw(gate, '/', [...lines, `Cookie: ${good()}`]);
    expect(seen).toMatchObject({ status: 400, reason: '', reached: [] });
  });

  test('a header that is folded over two lines is taken for no cookie', async () => {
    const seen = await visitRaw(gate, '/', ['Cookie: a=1;', ` ${good()}`]);
    expect([400, 302]).toContain(seen.status);
    expect(seen.reached).toEqual([]);
  });

  test.each([
    ['scrap', 'scrap'],
    ['dots', '..'],
    ['of another key', session().Cookie.slice(NAME.length + 1, -43) + 'A'.repeat(43)],
    ['expired', session({ exp: 1, iat: 0 }).Cookie.slice(NAME.length + 1)],
    ['of an admin without a group', session({ group_id: null }).Cookie.slice(NAME.length + 1)],
    ['huge', 'a.b.'.padEnd(6000, 'c')],
    ['empty', ''],
  ])('a broken one (%s) gets the very answer that none gets', async (_, value) => {
    for (const headers of [AS_PAGE, AS_API]) {
      const without = await visit(gate, '/x?a=1', { headers });
      const broken = await visit(gate, '/x?a=1', {
        headers: { ...headers, Cookie: `${NAME}=${value}` },
      });
      expect(broken.reached).toEqual([]);
      expect(answerOf(broken)).toEqual(answerOf(without));
    }
  });

  describe('over HTTP/2, where browsers send each cookie in a header of its own', () => {
    let client: ClientHttp2Session;
    beforeAll(() => {
      client = connect(gate.nginx.otherOrigin);
    });
    afterAll(() => {
      client.close();
    });

    function statusOf(cookies: string[]): Promise<number> {
      return new Promise((resolve, reject) => {
        const stream = client.request({ ':path': '/', cookie: cookies });
        let status = 0;
        stream.on('response', (headers) => (status = Number(headers[':status'])));
        stream.on('error', reject);
        stream.on('end', () => {
          resolve(status);
        });
        stream.resume();
      });
    }

    test.each([
      ['last', () => ['a=1', 'b=2', good()]],
      ['after a planted one', () => [...scraps(2), good()]],
      ['after fifty others', () => [...others(50).split('; '), good()]],
    ])('a good one is found %s', async (_, cookies) => {
      expect(await statusOf(cookies())).toBe(200);
      const seen = await lastVisit(gate);
      expect(seen).toMatchObject({ reason: 'allowed', user: 'zoe' });
      expect(seen.reached).toHaveLength(1);
    });

    test('planted ones let nobody in', async () => {
      expect(await statusOf(scraps(3))).toBe(302);
      expect(await lastVisit(gate)).toMatchObject({ reason: 'not_three_segments', reached: [] });
    });
  });
});

/** Bytes of UTF-8, each as a character. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Cookie lines of so many bytes. */
function crumbs(count: number, bytes: number): string[] {
  return Array<string>(count).fill(`a=${'x'.repeat(bytes - 2)}`);
}

function others(count: number): string {
  return Array.from({ length: count }, (_, index) => `app${String(index)}=${String(index)}`).join(
    '; ',
  );
}

/** What a visitor can see of an answer, but for the clock. */
function answerOf({ answer: { status, headers, body } }: Awaited<ReturnType<typeof visit>>) {
  return { status, headers: { ...headers, date: '' }, body };
}
