/** Tokens that differ in how they are written: segments, base64url, UTF-8, JSON, size. */
import { goodClaims, joseHeader, mint, segment, signSegments, signature } from '../token-maker.js';
import type { Making, Row } from './token-vector.js';

const CANONICAL = 'one spelling per token: jose decodes base64url more leniently';

export function encodingVectors(making: Making): Row[] {
  return [
    ...segmentVectors(making),
    ...signatureVectors(making),
    ...base64Vectors(making),
    ...payloadVectors(making),
    ...sizeVectors(making),
  ];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Another last character that decodes to the same bytes: only its unused bits differ. */
function strayBits(text: string): string {
  const last = ALPHABET.indexOf(text.slice(-1));
  return text.slice(0, -1) + ALPHABET.charAt(last ^ 1);
}

function segmentVectors({ nowSeconds, key }: Making): Row[] {
  const good = mint(key, goodClaims(nowSeconds));
  const [header, payload, third] = good.split('.') as [string, string, string];
  const jwe = `${segment({ alg: 'dir', enc: 'A256GCM' })}..${'A'.repeat(16)}.${'B'.repeat(200)}.${'C'.repeat(22)}`;
  const rows: [string, string, Row['expect']][] = [
    ['a good token', good, 'allowed'],
    ['empty', '', 'not_three_segments'],
    ['a word', 'undefined', 'not_three_segments'],
    ['dots alone', '..', 'not_three_segments'],
    ['two segments', `${header}.${payload}`, 'not_three_segments'],
    ['two segments and a dot', `${header}.${payload}.`, 'signature_malformed'],
    ['a fourth segment', `${good}.${third}`, 'not_three_segments'],
    ['a fourth segment, empty', `${good}.`, 'not_three_segments'],
    ['a dot in front', `.${good}`, 'not_three_segments'],
    ['the empty header', `.${payload}.${third}`, 'not_three_segments'],
    ['the empty payload', `${header}..${third}`, 'signature_mismatch'],
    ['the empty payload, rightly signed', signSegments(header, '', key.secret), 'payload_encoding'],
    ['a JWE', jwe, 'not_three_segments'],
    [
      'JSON serialization',
      JSON.stringify({ payload, protected: header, signature: third }),
      'not_three_segments',
    ],
    [
      'bare JSON in three segments',
      `{"alg":"none"}.${JSON.stringify({ group_id: 0 })}.${'A'.repeat(43)}`,
      'header_encoding',
    ],
    ['in double quotes', `"${good}"`, 'signature_malformed'],
    ['after Bearer', `Bearer ${good}`, 'header_encoding'],
    ['percent-encoded dots', good.replaceAll('.', '%2E'), 'not_three_segments'],
  ];
  return rows.map(([name, token, expect]) => ({ name: `form: ${name}`, token, expect }));
}

/** Names of the signatures below that decode to the right bytes in a lenient decoder. */
const RESPELT = ['stray bits at the end', 'padding', 'newline behind', 'blank behind'];

function signatureVectors({ nowSeconds, key }: Making): Row[] {
  const good = mint(key, goodClaims(nowSeconds));
  const end = good.lastIndexOf('.') + 1;
  const [input, third] = [good.slice(0, end - 1), good.slice(end)];
  const other = (char: string): string => (char === 'A' ? 'B' : 'A');
  const bytes = Buffer.from(third, 'base64url');
  const rows: [string, string, Row['expect']][] = [
    ['first character', other(third.charAt(0)) + third.slice(1), 'signature_mismatch'],
    [
      'character in the middle',
      third.slice(0, 20) + other(third.charAt(20)) + third.slice(21),
      'signature_mismatch',
    ],
    ['stray bits at the end', strayBits(third), 'signature_mismatch'],
    ['one character short', third.slice(0, -1), 'signature_malformed'],
    ['one character more', `${third}A`, 'signature_malformed'],
    ['one byte short', bytes.subarray(0, 31).toString('base64url'), 'signature_malformed'],
    [
      'one byte more',
      Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url'),
      'signature_malformed',
    ],
    ['padding', `${third}=`, 'signature_malformed'],
    ['padding in place of a character', `${third.slice(0, -1)}=`, 'signature_mismatch'],
    ['newline behind', `${third}\n`, 'signature_malformed'],
    ['blank behind', `${third} `, 'signature_malformed'],
    ['NUL behind', `${third}\u0000`, 'signature_malformed'],
    ['newline in place of the last character', `${third.slice(0, -1)}\n`, 'signature_mismatch'],
    ['letters not of ASCII', 'é'.repeat(43), 'signature_mismatch'],
    ['hex', bytes.toString('hex'), 'signature_malformed'],
    ['zeros', 'A'.repeat(43), 'signature_mismatch'],
    [
      'of the header alone',
      signature(input.slice(0, input.indexOf('.')), key.secret),
      'signature_mismatch',
    ],
    [
      'of another payload',
      mint(key, { ...goodClaims(nowSeconds), group_id: 0 }).slice(-43),
      'signature_mismatch',
    ],
  ];
  return rows.map(([name, text, expect]) => ({
    name: `signature: ${name}`,
    token: `${input}.${text}`,
    expect,
    ...(RESPELT.includes(name) ? { stricter: CANONICAL } : {}),
  }));
}

/** Spellings of header and payload, each rightly signed as it stands, as only somebody with the key could. */
function base64Vectors({ nowSeconds, key }: Making): Row[] {
  const header = segment(joseHeader(key));
  // Lengths are chosen so that two characters, one byte, are left over at the end: that leaves four unused bits.
  const roomy = (text: string): string => text + ' '.repeat((3 - ((text.length + 2) % 3)) % 3);
  const roomyHeader = segment(roomy(JSON.stringify(joseHeader(key))));
  const claims = JSON.stringify({ ...goodClaims(nowSeconds), name: 'Zoe' });
  const payload = segment(roomy(claims));
  const plus = Buffer.from(`{"x":"\u00fb\u00ff\u00bf>>>???",${claims.slice(1)}`)
    .toString('base64')
    .replace(/=+$/, '');
  const asHeader = (name: string, text: string, expect: Row['expect'], stricter?: string): Row => ({
    name: `header spelling: ${name}`,
    token: signSegments(text, payload, key.secret),
    expect,
    ...(stricter === undefined ? {} : { stricter }),
  });
  const asPayload = (
    name: string,
    text: string,
    expect: Row['expect'],
    stricter?: string,
  ): Row => ({
    name: `payload spelling: ${name}`,
    token: signSegments(header, text, key.secret),
    expect,
    ...(stricter === undefined ? {} : { stricter }),
  });
  return [
    asHeader('with room for stray bits', roomyHeader, 'allowed'),
    asHeader('stray bits', strayBits(roomyHeader), 'header_encoding', CANONICAL),
    asHeader('padding', `${roomyHeader}==`, 'header_encoding', CANONICAL),
    asHeader(
      'one character too many',
      `${segment(JSON.stringify(joseHeader(key)).padEnd(66))}A`,
      'header_encoding',
    ),
    asHeader('blank in front', ` ${header}`, 'header_encoding', CANONICAL),
    asHeader(
      'newline in the middle',
      `${header.slice(0, 8)}\n${header.slice(8)}`,
      'header_encoding',
      CANONICAL,
    ),
    asHeader('NUL', `${header}\u0000`, 'header_encoding'),
    asHeader('bare JSON', JSON.stringify(joseHeader(key)), 'header_encoding'),
    asHeader('name of an inherited property', 'constructor', 'header_encoding'),
    asHeader('__proto__', '__proto__', 'header_encoding'),
    asHeader('letter not of ASCII', `${header}é`, 'header_encoding'),
    asPayload('with room for stray bits', payload, 'allowed'),
    asPayload('stray bits', strayBits(payload), 'payload_encoding', CANONICAL),
    asPayload('padding', `${payload}==`, 'payload_encoding', CANONICAL),
    asPayload('the other alphabet', plus, 'payload_encoding'),
    asPayload(
      'the other alphabet, translated',
      plus.replaceAll('+', '-').replaceAll('/', '_'),
      'allowed',
    ),
    asPayload('blank in front', ` ${payload}`, 'payload_encoding', CANONICAL),
    asPayload('newline behind', `${payload}\n`, 'payload_encoding', CANONICAL),
    asPayload(
      'tab in the middle',
      `${payload.slice(0, 8)}\t${payload.slice(8)}`,
      'payload_encoding',
      CANONICAL,
    ),
    asPayload('NUL behind', `${payload}\u0000`, 'payload_encoding'),
    asPayload(
      'an exclamation mark',
      `${payload.slice(0, 8)}!${payload.slice(8)}`,
      'payload_encoding',
    ),
    asPayload('letter not of ASCII', `é${payload}`, 'payload_encoding'),
    asPayload('bare JSON', claims.replaceAll('.', '\\u002e'), 'payload_encoding'),
    asPayload('one character', 'A', 'payload_encoding'),
  ];
}

function payloadVectors({ nowSeconds, key }: Making): Row[] {
  const claims = goodClaims(nowSeconds);
  const text = JSON.stringify(claims);
  const bytes = (latin1: string): Buffer => Buffer.from(latin1, 'latin1');
  const ascii = JSON.stringify({ ...claims, name: '@' });
  const named = (latin1: string): Buffer => bytes(ascii.replace('@', () => latin1));
  const deep = (depth: number): string =>
    `{"x":${'['.repeat(depth)}${']'.repeat(depth)},${text.slice(1)}`;
  const rows: [string, Parameters<typeof mint>[1], Row['expect'], Partial<Row>?][] = [
    ['a name of many scripts', { ...claims, name: 'Zoë 周 😀 \u202e\u0000' }, 'allowed'],
    ['U+FFFD that is meant', { ...claims, name: '\ufffd' }, 'allowed'],
    ['blanks and newlines around', ` \r\n\t${text}\n`, 'allowed'],
    ['invalid UTF-8: 0xff', named('\xff'), 'payload_encoding'],
    ['invalid UTF-8: cut off', named('\xe2\x82'), 'payload_encoding'],
    ['invalid UTF-8: overlong', named('\xc0\xaf'), 'payload_encoding'],
    ['invalid UTF-8 beside U+FFFD', named('\xef\xbf\xbd\xff'), 'payload_encoding'],
    ['UTF-16', Buffer.from(ascii, 'utf16le'), 'payload_not_json'],
    ['BOM in front', `\ufeff${text}`, 'payload_not_json', { stricter: 'jose skips a BOM' }],
    ['NUL behind', `${text}\u0000`, 'payload_not_json'],
    ['not JSON', 'foo', 'payload_not_json'],
    ['cut off', text.slice(0, -1), 'payload_not_json'],
    ['two values', `${text}${text}`, 'payload_not_json'],
    ['trailing comma', `${text.slice(0, -1)},}`, 'payload_not_json'],
    ['NaN', text.replace('"group_id":4', '"group_id":NaN'), 'payload_not_json'],
    ['control character in a text', text.replace('zoe@', 'zoe\u0001@'), 'payload_not_json'],
    ['null', 'null', 'payload_not_json'],
    ['true', 'true', 'payload_not_json'],
    ['number', '4', 'payload_not_json'],
    ['text', JSON.stringify(text), 'payload_not_json'],
    ['array of claims', [claims], 'payload_not_json'],
    ['empty array', '[]', 'payload_not_json'],
    ['empty object', '{}', 'iss_mismatch'],
    ['20 levels deep', deep(20), 'allowed'],
    // The njs engine stops at 32 levels.
    ['1000 levels deep', deep(1000), 'allowed', { onNjs: 'payload_not_json' }],
  ];
  return rows.map(([name, payload, expect, more]) => ({
    name: `payload: ${name}`,
    token: mint(key, payload),
    expect,
    ...more,
  }));
}

function sizeVectors(making: Making): Row[] {
  const SIZE = 'a token is at most 4096 characters; jose has no limit';
  const ofLength = (length: number): string => tokenOfLength(length, making);
  return [
    { name: 'size: 4096 characters', token: ofLength(4096), expect: 'allowed' },
    {
      name: 'size: 4097 characters',
      token: ofLength(4097),
      expect: 'token_too_large',
      stricter: SIZE,
    },
    {
      name: 'size: 7000 characters',
      token: ofLength(7000),
      expect: 'token_too_large',
      stricter: SIZE,
    },
    { name: 'size: 4096 dots', token: '.'.repeat(4096), expect: 'not_three_segments' },
    { name: 'size: 4097 letters', token: 'A'.repeat(4097), expect: 'token_too_large' },
    { name: 'size: 4096 letters', token: 'A'.repeat(4096), expect: 'not_three_segments' },
    {
      name: 'size: a header of 4000 characters',
      token: `${'A'.repeat(4000)}.e30.${'A'.repeat(43)}`,
      expect: making.keys.length === 1 ? 'signature_mismatch' : 'key_unknown',
    },
  ];
}

/** Base64url has no text of 4n+1 characters, so blanks in the header make up for what the payload cannot. */
function tokenOfLength(length: number, { nowSeconds, key }: Making): string {
  for (const blanks of ['', ' ', '  ']) {
    const header = JSON.stringify(joseHeader(key)) + blanks;
    const make = (pad: number): string =>
      mint(key, { ...goodClaims(nowSeconds), pad: 'p'.repeat(pad) }, header);
    let pad = Math.floor((length - make(0).length) * 0.75) - 3;
    while (make(pad).length < length) {
      pad++;
    }
    if (make(pad).length === length) {
      return make(pad);
    }
  }
  throw new Error(`no token of ${length} characters`);
}
