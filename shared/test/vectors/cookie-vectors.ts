/** Cookie headers: which values are candidates, and what the verdict over them is. */
import { goodClaims, mint } from '../token-maker.js';
import type { AllowReason, DenyReason } from '../../deny-reason.js';
import type { Making } from './token-vector.js';

export type CookieVector = Readonly<{
  name: string;
  /** The Cookie header, several lines joined by "; ". */
  header: string;
  /** Values that are to be found, in this order. */
  values: readonly string[];
  threshold: number;
  expect: AllowReason | DenyReason;
}>;

/** @param cookie the name of the session cookie */
export function cookieHeaders({ nowSeconds, key }: Making, cookie: string): CookieVector[] {
  const claims = goodClaims(nowSeconds);
  const good = mint(key, claims);
  const admin = mint(key, { ...claims, sub: 'plex:1', group_id: 0 });
  const guest = mint(key, { ...claims, group_id: 998 });
  const old = mint(key, { ...claims, exp: nowSeconds - 3600 });
  const forged = `${good.slice(0, -43)}${'A'.repeat(43)}`;
  const pair = (value: string): string => `${cookie}=${value}`;
  const many = (count: number, value: string): string[] => Array<string>(count).fill(value);
  const rows: [string, string, readonly string[], AllowReason | DenyReason, number?][] = [
    ['none at all', '', [], 'no_token'],
    ['none at all, threshold 999', '', [], 'guest', 999],
    ['another cookie only', 'theme=dark', [], 'no_token'],
    ['an empty value', pair(''), [], 'no_token'],
    ['an empty value first', `${pair('')}; ${pair(good)}`, [good], 'allowed'],
    ['the token alone', pair(good), [good], 'allowed'],
    ['the token among others', `a=1; ${pair(good)}; b=2`, [good], 'allowed'],
    ['no blank after the semicolon', `a=1;${pair(good)};b=2`, [good], 'allowed'],
    ['blanks and tabs before the name', `a=1; \t  ${pair(good)}`, [good], 'allowed'],
    ['blanks in front of everything', `  ${pair(good)}`, [good], 'allowed'],
    ['semicolon at the end', `${pair(good)};`, [good], 'allowed'],
    ['semicolons alone', ';;; ;', [], 'no_token'],
    ['other letter case', pair(good).replace(cookie, cookie.toUpperCase()), [], 'no_token'],
    ['name with something in front', `x${pair(good)}`, [], 'no_token'],
    ['name with something behind', `${cookie}x=${good}`, [], 'no_token'],
    ['blank before the equals sign', `${cookie} =${good}`, [], 'no_token'],
    ['no-break space before the name', `a=1;\u00a0${pair(good)}`, [], 'no_token'],
    ['name inside the value of another', `a=${pair(good)}`, [], 'no_token'],
    ['name inside the value of another, after a blank', `a=1 ${pair(good)}`, [], 'no_token'],
    ['name after a comma', `a=1, ${pair(good)}`, [], 'no_token'],
    ['name without a value', `${cookie}; ${pair(good)}`, [good], 'allowed'],
    ['equals sign in front', `=${pair(good)}`, [], 'no_token'],
    ['value in double quotes', pair(`"${good}"`), [`"${good}"`], 'signature_malformed'],
    ['blank after the equals sign', pair(` ${good}`), [` ${good}`], 'header_encoding'],
    [
      'blank before the next semicolon',
      `${pair(`${good} `)}; a=1`,
      [`${good} `],
      'signature_malformed',
    ],
    ['a planted scrap first', `${pair('scrap')}; ${pair(good)}`, ['scrap', good], 'allowed'],
    ['a planted scrap last', `${pair(good)}; ${pair('scrap')}`, [good, 'scrap'], 'allowed'],
    ['an expired one first', `${pair(old)}; ${pair(good)}`, [old, good], 'allowed'],
    ['a forged one first', `${pair(forged)}; ${pair(good)}`, [forged, good], 'allowed'],
    [
      'two scraps: the one that came further is reported',
      `${pair('scrap')}; ${pair(old)}; ${pair(forged)}`,
      ['scrap', old, forged],
      'expired',
    ],
    [
      'two good ones: the first is who asks',
      `${pair(guest)}; ${pair(admin)}`,
      [guest, admin],
      'group_above_threshold',
    ],
    ['two good ones the other way', `${pair(admin)}; ${pair(guest)}`, [admin, guest], 'allowed'],
    [
      'seven scraps first',
      [...many(7, pair('s')), pair(good)].join('; '),
      [...many(7, 's'), good],
      'allowed',
    ],
    [
      'eight scraps first: the ninth is not looked at',
      [...many(8, pair('s')), pair(good)].join('; '),
      many(8, 's'),
      'not_three_segments',
    ],
    ['many empty values first', [...many(50, pair('')), pair(good)].join('; '), [good], 'allowed'],
  ];
  return rows.map(([name, header, values, expect, threshold]) => ({
    name: `cookie: ${name}`,
    header,
    values,
    threshold: threshold ?? 4,
    expect,
  }));
}
