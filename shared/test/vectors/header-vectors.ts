/** Tokens with good claims, of which the JOSE header, the key or the algorithm is tried out. */
import { constants, createSign, generateKeyPairSync } from 'node:crypto';
import { goodClaims, joseHeader, mint, segment, signature } from '../token-maker.js';
import type { Part } from '../token-maker.js';
import type { Making, Row } from './token-vector.js';

const UNUSED = 'jose leaves header members alone that a JWS does not use';
const TYP = 'jose looks at typ only where one is asked for';
const JSON_HINT =
  'the kid is found as a text before the header is parsed, and an escaped one is not';

export function headerVectors(making: Making): Row[] {
  return [
    ...memberVectors(making),
    ...spellingVectors(making),
    ...kidVectors(making),
    ...algVectors(making),
  ];
}

/** A header that differs from our issuer's, rightly signed. */
function signed(
  { nowSeconds, key }: Making,
  name: string,
  header: Part,
  expect: Row['expect'],
): Row {
  return { name: `header: ${name}`, token: mint(key, goodClaims(nowSeconds), header), expect };
}

function memberVectors(making: Making): Row[] {
  const ours = joseHeader(making.key);
  const forbidden = (name: string, members: object, stricter?: string): Row => ({
    ...signed(making, name, { ...ours, ...members }, 'header_forbidden'),
    ...(stricter === undefined ? {} : { stricter }),
  });
  const jwk = { kty: 'oct', k: making.key.secret };
  return [
    signed(making, 'our own', ours, 'allowed'),
    forbidden('crit of an unknown name', { crit: ['exp'], exp: 1 }),
    forbidden('crit empty', { crit: [] }),
    forbidden('crit null', { crit: null }),
    forbidden(
      'crit b64, b64 true',
      { crit: ['b64'], b64: true },
      'RFC 7797, 7: a JWT must not use b64',
    ),
    forbidden('crit b64, b64 false', { crit: ['b64'], b64: false }),
    forbidden('b64 false without crit', { b64: false }, UNUSED),
    forbidden('zip', { zip: 'DEF' }, UNUSED),
    forbidden('enc', { enc: 'A256GCM' }, UNUSED),
    forbidden('jku', { jku: 'https://evil.example/jwks.json' }, UNUSED),
    forbidden('jwk, even with the right key', { jwk }, UNUSED),
    forbidden('x5u', { x5u: 'https://evil.example/cert.pem' }, UNUSED),
    forbidden('x5c', { x5c: ['MIIB'] }, UNUSED),
    forbidden('jwk null', { jwk: null }, UNUSED),
    signed(making, 'members nobody knows', { ...ours, cty: 'x', foo: { a: 1 } }, 'allowed'),
    signed(making, 'typ jwt', { ...ours, typ: 'jwt' }, 'allowed'),
    signed(making, 'typ left out', { alg: ours.alg, kid: ours.kid }, 'allowed'),
    ...['JWE', 'at+jwt', 'application/jwt', 'JWT ', '', null, ['JWT'], 1].map((typ) => ({
      ...signed(making, `typ ${JSON.stringify(typ)}`, { ...ours, typ }, 'typ_mismatch'),
      stricter: TYP,
    })),
  ];
}

/** Other libraries write the same header in other words. */
function spellingVectors(making: Making): Row[] {
  const { alg, typ, kid } = joseHeader(making.key);
  const text = JSON.stringify({ alg, typ, kid });
  return [
    signed(making, 'typ first', { typ, alg, kid }, 'allowed'),
    signed(making, 'kid first', { kid, typ, alg }, 'allowed'),
    signed(making, 'blanks after colons', text.replaceAll(':', ': '), 'allowed'),
    signed(making, 'pretty printed', JSON.stringify({ typ, alg, kid }, null, 2), 'allowed'),
    signed(
      making,
      'CRLF and a blank, as in RFC 7515, A.1',
      `{"typ":"JWT",\r\n "alg":"HS256","kid":"${kid}"}`,
      'allowed',
    ),
    signed(making, 'alg with an escape', text.replace('HS256', '\\u0048S256'), 'allowed'),
    {
      ...signed(
        making,
        'kid with an escape',
        text.replace(kid, `\\u0074${kid.slice(1)}`),
        'key_unknown',
      ),
      stricter: JSON_HINT,
    },
    signed(
      making,
      'alg twice, the last one none',
      `{"alg":"HS256",${text.slice(1, -1)},"alg":"none"}`,
      'alg_mismatch',
    ),
    signed(making, 'alg twice, the last one right', `{"alg":"none",${text.slice(1)}`, 'allowed'),
    signed(making, 'not JSON', `x"${kid}"`, 'header_not_json'),
    signed(making, 'trailing comma', `{"alg":"HS256","kid":"${kid}",}`, 'header_not_json'),
    signed(making, 'single quotes', `{'alg':'HS256','kid':"${kid}"}`, 'header_not_json'),
    signed(making, 'comment', `/**/${text}`, 'header_not_json'),
    signed(making, 'NUL behind', `${text}\u0000`, 'header_not_json'),
    {
      ...signed(making, 'BOM in front', `\ufeff${text}`, 'header_not_json'),
      stricter: 'jose skips a BOM',
    },
    signed(making, 'text', `"${kid}"`, 'header_not_json'),
    signed(making, 'array', `[${text}]`, 'header_not_json'),
    signed(making, 'deep array', `${'['.repeat(40)}"${kid}"${']'.repeat(40)}`, 'header_not_json'),
    signed(making, 'null', 'null', making.keys.length === 1 ? 'header_not_json' : 'key_unknown'),
    signed(making, 'number', '7', making.keys.length === 1 ? 'header_not_json' : 'key_unknown'),
    signed(making, 'empty object', '{}', making.keys.length === 1 ? 'alg_mismatch' : 'key_unknown'),
    signed(
      making,
      'invalid UTF-8',
      Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')]),
      'header_encoding',
    ),
    signed(making, 'U+FFFD that is meant', text.replace('}', ',"x":"\ufffd"}'), 'allowed'),
  ];
}

function kidVectors(making: Making): Row[] {
  const { key, keys, nowSeconds } = making;
  const { alg, typ, kid } = joseHeader(key);
  const sole = keys.length === 1;
  const unknown = (other: unknown): Row =>
    signed(making, `kid ${JSON.stringify(other)}`, { alg, typ, kid: other }, 'key_unknown');
  const rows = [
    signed(making, 'kid left out', { alg, typ }, sole ? 'allowed' : 'key_unknown'),
    ...[
      '',
      'nobody',
      `${kid}x`,
      kid.toUpperCase(),
      '__proto__',
      'constructor',
      'toString',
      '0',
      '../../dev/null',
    ].map(unknown),
    ...[0, null, true, {}, { [`x${kid}`]: 1 }].map(unknown),
    signed(making, 'kid in a list', { alg, typ, kid: [kid] }, 'kid_mismatch'),
    signed(making, 'kid in an object', { alg, typ, kid: { [kid]: 1 } }, 'kid_mismatch'),
    signed(
      making,
      'kid twice, the last one unknown',
      `{"alg":"HS256","kid":"${kid}","kid":"nobody"}`,
      'kid_mismatch',
    ),
    signed(
      making,
      'kid only inside __proto__',
      `{"alg":"HS256","typ":"JWT","__proto__":{"kid":"${kid}"}}`,
      sole ? 'allowed' : 'kid_mismatch',
    ),
    signed(
      making,
      'alg only inside __proto__',
      `{"typ":"JWT","kid":"${kid}","__proto__":{"alg":"HS256"}}`,
      'alg_mismatch',
    ),
    signed(
      making,
      'kid as the value of another member',
      { alg, typ, x: kid },
      sole ? 'allowed' : 'kid_mismatch',
    ),
    {
      ...signed(
        making,
        'kid unknown, its name escaped',
        `{"alg":"HS256","k\\u0069d":"nobody"}`,
        sole ? 'kid_mismatch' : 'key_unknown',
      ),
    },
  ];
  const second = keys[1];
  if (second === undefined) {
    return rows;
  }
  const claims = goodClaims(nowSeconds);
  return [
    ...rows,
    {
      name: 'signed by the second key of the ring',
      token: mint(second, claims),
      expect: 'allowed',
    },
    {
      name: 'kid of the first key, signed by the second',
      token: mint(second, claims, joseHeader(key)),
      expect: 'signature_mismatch',
    },
    {
      name: 'kid of the second key, signed by the first',
      token: mint(key, claims, joseHeader(second)),
      expect: 'signature_mismatch',
    },
    {
      name: 'header names both keys',
      token: mint(second, claims, { ...joseHeader(second), x: kid }),
      expect: 'signature_mismatch',
      stricter: 'only one key is tried, the first of the ring that the header names',
    },
  ];
}

/** RFC 8725, 2.1: the token would like to say how it is to be checked. */
function algVectors(making: Making): Row[] {
  const { key, nowSeconds } = making;
  const { typ, kid } = joseHeader(key);
  const payload = segment(goodClaims(nowSeconds));
  const underHeader = (header: object, third: (signingInput: string) => string): string => {
    const signingInput = `${segment(header)}.${payload}`;
    return `${signingInput}.${third(signingInput)}`;
  };
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return [
    ...[
      'none',
      'None',
      'NONE',
      'nOnE',
      '',
      'hs256',
      'HS256 ',
      'HS384',
      'HS512',
      'RS256',
      'ES256',
      null,
      0,
      ['HS256'],
      { HS256: 1 },
      '__proto__',
    ].map((alg) =>
      signed(
        making,
        `alg ${JSON.stringify(alg)}, signed with HS256`,
        { alg, typ, kid },
        'alg_mismatch',
      ),
    ),
    signed(making, 'alg left out', { typ, kid }, 'alg_mismatch'),
    ...['none', 'None', 'NONE'].map((alg): Row => ({
      name: `alg ${alg}, empty signature`,
      token: underHeader({ alg, typ, kid }, () => ''),
      expect: 'signature_malformed',
    })),
    {
      name: 'alg HS256, empty signature',
      token: underHeader(joseHeader(key), () => ''),
      expect: 'signature_malformed',
    },
    {
      name: 'alg none, two segments',
      token: `${segment({ alg: 'none' })}.${payload}`,
      expect: 'not_three_segments',
    },
    {
      name: 'alg HS384',
      token: underHeader({ alg: 'HS384', typ, kid }, (input) =>
        signature(input, key.secret, 'sha384'),
      ),
      expect: 'signature_malformed',
    },
    {
      name: 'alg HS512',
      token: underHeader({ alg: 'HS512', typ, kid }, (input) =>
        signature(input, key.secret, 'sha512'),
      ),
      expect: 'signature_malformed',
    },
    {
      name: 'alg HS512, cut to the length of HS256',
      token: underHeader({ alg: 'HS512', typ, kid }, (input) =>
        signature(input, key.secret, 'sha512').slice(0, 43),
      ),
      expect: 'signature_mismatch',
    },
    {
      name: 'alg RS256',
      token: underHeader({ alg: 'RS256', typ, kid }, (input) =>
        createSign('sha256')
          .update(input)
          .sign({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, 'base64url'),
      ),
      expect: 'signature_malformed',
    },
    {
      name: 'alg ES256',
      token: underHeader({ alg: 'ES256', typ, kid }, (input) =>
        createSign('sha256')
          .update(input)
          .sign({ key: ec, dsaEncoding: 'ieee-p1363' }, 'base64url'),
      ),
      expect: 'signature_malformed',
    },
    ...[
      ['a public key as the secret', Buffer.from(pem)],
      ['the empty secret', Buffer.alloc(0)],
      ['the secret undecoded', Buffer.from(key.secret)],
      [
        'the secret with a newline',
        Buffer.concat([Buffer.from(key.secret, 'base64url'), Buffer.from('\n')]),
      ],
      ['the kid as the secret', Buffer.from(kid)],
      ['zeros', Buffer.alloc(32)],
    ].map(([what, secret]): Row => ({
      name: `signed with ${what as string}`,
      token: mint(
        { ...key, secret: (secret as Buffer).toString('base64url') },
        goodClaims(nowSeconds),
      ),
      expect: 'signature_mismatch',
    })),
  ];
}
