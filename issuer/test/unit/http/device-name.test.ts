import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seenFrom } from '../../../http/address.js';
import { deviceNameOf } from '../../../http/device-name.js';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the name of a device', () => {
  test.each([
    [
      'Firefox on Windows',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
    ],
    [
      'Chrome on Android',
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/126.0.0.0 Mobile Safari/537.36`,
    ],
    ['Chrome on Linux', `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36`],
    [
      'Microsoft Edge on Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`,
    ],
    [
      'Safari on iOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    ],
    [
      'Safari on macOS',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
    ],
    ['curl', 'curl/8.5.0'],
    ['okhttp', 'okhttp/4.12'],
    ['', 'Mozilla/5.0'],
    ['', '<b>hello</b>'],
    ['', ''],
    ['', undefined],
  ])('%s', (name, userAgent) => {
    expect(deviceNameOf(userAgent)).toBe(name);
  });

  test('is short, and without control characters, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 2000 }),
          fc
            .array(
              fc.constantFrom(
                'Mozilla/5.0 (',
                'Android ',
                'Version/',
                'Windows NT ',
                ')',
                '/',
                ' ',
                '\u0000',
                '\n',
                '1.',
                'Chrome/',
                'Safari/',
                '; ',
              ),
              { maxLength: 2000 },
            )
            .map((parts) => parts.join('')),
        ),
        (userAgent) => {
          const name = deviceNameOf(userAgent);
          expect(name.length).toBeLessThanOrEqual(100);
          expect(name).toMatch(/^[\x20-\x7e]*$/);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('takes no long time over what was made to take long', () => {
    const before = performance.now();
    for (const part of ['(', ' ', 'a/', '1.', 'Android ', 'Version/1', 'Mozilla/5.0 (;']) {
      deviceNameOf(part.repeat(10_000));
    }
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

test('where somebody is: the address as well, if there is one', () => {
  const headers = { 'user-agent': 'curl/8.5.0' };
  expect(seenFrom({ ip: '192.0.2.1', headers })).toEqual({ device: 'curl', address: '192.0.2.1' });
  expect(seenFrom({ ip: 'nonsense', headers: {} })).toEqual({ device: '', address: '' });
});
