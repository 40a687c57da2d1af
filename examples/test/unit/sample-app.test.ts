/** The sample app shows what reached it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSampleApp } from '../../sample-app/app.js';
import { listening, type Listening } from './listening.js';

let server: Listening;
beforeAll(async () => {
  server = await listening(createSampleApp('Son <b>arr</b>'));
});
afterAll(() => server.close());

test('the page names the app and shows identity headers as text', async () => {
  const response = await fetch(`${server.url}/sonarr/?a=1`, {
    headers: { 'Remote-User': 'plex:1', 'Remote-Name': '<i>x</i>' },
  });
  const html = await response.text();
  expect(html).toContain('<h1>Son &lt;b&gt;arr&lt;/b&gt;</h1>');
  expect(html).toContain('<code>/sonarr/?a=1</code>');
  expect(html).toContain('<td>plex:1</td>');
  expect(html).toContain('<td>&lt;i&gt;x&lt;/i&gt;</td>');
  expect(html).toContain('<th scope="row">Remote-Email</th><td>–</td>');
});

test('the API says the same as JSON, below any folder', async () => {
  for (const path of ['/api/status', '/sonarr/api/status?x=1']) {
    const response = await fetch(server.url + path, { headers: { 'Remote-Group-Id': '4' } });
    expect(await response.json()).toEqual({
      app: 'Son <b>arr</b>',
      method: 'GET',
      url: path,
      identity: expect.objectContaining({ 'Remote-Group-Id': '4', 'Remote-User': '' }),
    });
  }
});
