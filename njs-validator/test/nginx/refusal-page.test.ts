/** Signed in, but in the wrong group: a page that explains it, without the issuer. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_PAGE, session, visit } from './support/visit.js';

describe('the refusal page', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(guarded('/', 4) + guarded('/admin/', 0) + guarded('/seven/', 7)),
    });
  });
  afterAll(() => gate.stop());

  const refused = (path: string, claims: object) =>
    visit(gate, path, { headers: { ...AS_PAGE, ...session(claims) } });

  test('says who one is, in which group, and what is asked for', async () => {
    const seen = await refused('/admin/?a=1&b=2', {});
    expect(seen).toMatchObject({
      status: 403,
      reason: 'group_above_threshold',
      user: 'zoe',
      groupId: '4',
      threshold: '0',
      reached: [],
    });
    expect(seen.answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(seen.answer.headers['cache-control']).toBe('no-store');
    expect(seen.answer.body).toContain('<strong>Zoë Ångström</strong>');
    expect(seen.answer.body).toContain('<dd>4 (User)</dd>');
    expect(seen.answer.body).toContain('<dd>0 (Admin)');
  });

  test('shows the number alone where a group has no name', async () => {
    const { answer } = await refused('/seven/', { group_id: 8 });
    expect(answer.body).toContain('<dd>8</dd>');
    expect(answer.body).toContain('<dd>7 or');
  });

  test('leads to another account, and from there back to the page; and to the start', async () => {
    const { answer } = await refused('/admin/?a=1&b=2', {});
    const back = encodeURIComponent(`https://127.0.0.1:${gate.nginx.port}/admin/?a=1&b=2`);
    expect(answer.body).toContain(`href="https://auth.example.com/login?rd=${back}"`);
    expect(answer.body).toContain('href="https://auth.example.com/"');
  });

  test('runs no script and loads nothing; the policy admits its one style', async () => {
    const { answer } = await refused('/admin/', {});
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(answer.body) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(style.length).toBeGreaterThan(100);
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        `style-src 'sha256-${hash}'`,
    );
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.body).not.toMatch(/<script|<img|<link|\son[a-z]+=|\sstyle=/i);
  });

  test.each([
    ['a script', '</strong><script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['quotes', `"'&amp;`, '&quot;&#39;&amp;amp;'],
    ['percent signs', '%3Cscript%3E', '%3Cscript%3E'],
    ['32 letters that are not ASCII', 'ö'.repeat(32), 'ö'.repeat(32)],
    ['64 pictures', '😀'.repeat(64), '😀'.repeat(64)],
    ['a line end', 'a\r\nb', 'a\r\nb'],
  ])('shows a name with %s as text', async (_, name, expected) => {
    const { status, answer } = await refused('/admin/', { name });
    expect(status).toBe(403);
    expect(answer.body).toContain(
      `<strong>${/^<\//.test(name) ? '&lt;/strong&gt;' : ''}${expected}</strong>`,
    );
  });

  test('shows the user name, or at least the subject, of somebody without a name', async () => {
    expect((await refused('/admin/', { name: '' })).answer.body).toContain('<strong>zoe</strong>');
    expect(
      (await refused('/admin/', { name: ' ', preferred_username: ' ' })).answer.body,
    ).toContain('<strong>plex:1234567</strong>');
  });

  test('has no body for HEAD', async () => {
    const { status, answer } = await visit(gate, '/admin/', {
      method: 'HEAD',
      headers: { ...AS_PAGE, ...session() },
    });
    expect([status, answer.body]).toEqual([403, '']);
  });
});
