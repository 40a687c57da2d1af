/**
 * Tokens for a ring of several kinds of keys: the signatures of ES256, RS256 and EdDSA, and tokens that try to pass one
 * kind off as another. What claims and encoding may be is in the other tables; it does not depend on the key.
 */
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { PublicKey, SharedKey } from '../../gate-config.js';
import {
  keyPairOf,
  mintWith,
  signBytes,
  signSegmentsWith,
  type KeyPair,
} from '../public-key-maker.js';
import { goodClaims, joseHeader, mint, segment } from '../token-maker.js';
import { toVector, type Row, type TokenVector } from './token-vector.js';

export type PublicKeyMaking = Readonly<{
  nowSeconds: number;
  /** In the ring, beside the others. */
  shared: SharedKey;
  /** The ring has all of them. */
  pairs: readonly KeyPair[];
}>;

const CANONICAL = 'one spelling per token: jose decodes base64url more leniently';

/** All of them; each says which key of the ring it is about. */
export function publicKeyVectors(making: PublicKeyMaking): readonly TokenVector[] {
  const rows = making.pairs.flatMap((pair) => [
    ...commonRows(making, pair),
    ...confusionRows(making, pair),
    ...ROWS_OF[pair.key.alg](making, pair),
  ]);
  return [...rows, ...sharedRows(making)].map(toVector);
}

type Cells = [name: string, token: string, expect: Row['expect'], stricter?: string];

function rowsOf(alg: string, cells: readonly Cells[]): Row[] {
  return cells.map(([name, token, expect, stricter]) => ({
    name: `${alg}: ${name}`,
    token,
    expect,
    ...(stricter === undefined ? {} : { stricter }),
  }));
}

/** The HS256 key of a mixed ring is as good as ever, and as strict. */
function sharedRows({ nowSeconds, shared, pairs }: PublicKeyMaking): Row[] {
  const claims = goodClaims(nowSeconds);
  const good = mint(shared, claims);
  return rowsOf('HS256 beside public keys', [
    ['a good token', good, 'allowed'],
    ['a signature of zeros', good.slice(0, -43) + 'A'.repeat(43), 'signature_mismatch'],
    ['a signature that is too short', good.slice(0, -1), 'signature_malformed'],
    ['a signature that is too long', `${good}A`, 'signature_malformed'],
    ['no signature', good.slice(0, -43), 'signature_malformed'],
    ['two segments', good.slice(0, good.lastIndexOf('.')), 'not_three_segments'],
    ['four segments', `${good}.${good.slice(-43)}`, 'not_three_segments'],
    ['scrap of three segments', 'a.b.c', 'header_encoding'],
    ['empty', '', 'not_three_segments'],
    ...pairs.map((pair): Cells => [
      `signed with the pair for ${pair.key.alg}`,
      mintWith(pair, claims, joseHeader(shared)),
      'signature_malformed',
    ]),
  ]);
}

function commonRows({ nowSeconds, pairs }: PublicKeyMaking, pair: KeyPair): Row[] {
  const { key } = pair;
  const claims = goodClaims(nowSeconds);
  const good = mintWith(pair, claims);
  const end = good.lastIndexOf('.') + 1;
  const [input, third] = [good.slice(0, end - 1), good.slice(end)];
  const bytes = Buffer.from(third, 'base64url');
  const withSignature = (signature: Buffer | string): string =>
    `${input}.${typeof signature === 'string' ? signature : signature.toString('base64url')}`;
  const flipped = (at: number): string => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return withSignature(copy);
  };
  const withHeader = (header: object): string => mintWith(pair, claims, header);
  const own = joseHeader(key);
  return rowsOf(key.alg, [
    ['a good token', good, 'allowed'],
    [
      'members of the header in another order',
      withHeader({ kid: key.kid, alg: key.alg }),
      'allowed',
    ],
    [
      'a group that is too high',
      mintWith(pair, { ...claims, group_id: 5 }),
      'group_above_threshold',
    ],
    ['expired', mintWith(pair, { ...claims, exp: nowSeconds - 60 }), 'expired'],
    ['another audience', mintWith(pair, { ...claims, aud: 'example.org' }), 'aud_mismatch'],
    ['no kid', withHeader({ alg: key.alg }), 'key_unknown'],
    ['a kid that nobody has', withHeader({ ...own, kid: 'nobody' }), 'key_unknown'],
    ['crit', withHeader({ ...own, crit: ['exp'] }), 'header_forbidden'],
    ['a payload that is no JSON', mintWith(pair, 'foo'), 'payload_not_json'],
    [
      'another payload under the signature',
      `${segment(own)}.${segment({ ...claims, group_id: 0 })}.${third}`,
      'signature_mismatch',
    ],
    ['first bit of the signature', flipped(0), 'signature_mismatch'],
    ['last bit of the signature', flipped(bytes.length - 1), 'signature_mismatch'],
    ['a bit in the middle', flipped(bytes.length / 2), 'signature_mismatch'],
    ['one byte short', withSignature(bytes.subarray(0, -1)), 'signature_malformed'],
    [
      'one byte more',
      withSignature(Buffer.concat([bytes, Buffer.alloc(1)])),
      'signature_malformed',
    ],
    [
      'a zero in front',
      withSignature(Buffer.concat([Buffer.alloc(1), bytes])),
      'signature_malformed',
    ],
    ['no signature', withSignature(''), 'signature_malformed'],
    ['one character', withSignature('A'), 'signature_malformed'],
    ['padding', `${good}==`, 'signature_malformed', CANONICAL],
    ['stray bits', good.slice(0, -1) + strayBits(good.slice(-1)), 'signature_mismatch', CANONICAL],
    ['a signature of zeros', withSignature(Buffer.alloc(bytes.length)), 'signature_mismatch'],
    ['a signature of ones', withSignature(Buffer.alloc(bytes.length, 0xff)), 'signature_mismatch'],
    [
      'the other alphabet',
      `${input}.${'+/'.repeat(third.length / 2)}`.slice(0, good.length),
      'signature_mismatch',
    ],
    ['letters not of ASCII', `${input}.${'é'.repeat(third.length)}`, 'signature_mismatch'],
    ['bytes in reverse', withSignature(Buffer.from(bytes).reverse()), 'signature_mismatch'],
    ['of the header alone', withSignature(signBytes(pair, segment(own))), 'signature_mismatch'],
    ['signed by a stranger under our kid', mintWith(strangerOf(key), claims), 'signature_mismatch'],
    [
      'signed by a stranger whose key is in the header',
      mintWith(strangerOf(key), claims, {
        ...own,
        jwk: createPublicKey(strangerOf(key).privateKey).export({ format: 'jwk' }),
      }),
      'signature_mismatch',
    ],
    [
      'signed rightly, with a key in the header',
      withHeader({ ...own, jwk: createPublicKey(pair.privateKey).export({ format: 'jwk' }) }),
      'header_forbidden',
      'a key in the header is not looked at by jose',
    ],
    ...pairs
      .filter((other) => other !== pair)
      .map((other): Cells => [
        `signed by the pair for ${other.key.alg}`,
        mintWith(other, claims, own),
        other.key.signatureChars === key.signatureChars
          ? 'signature_mismatch'
          : 'signature_malformed',
      ]),
  ]);
}

/** The algorithm is the key's; what the token says of it is only compared (RFC 8725, 2.1 and 3.1). */
function confusionRows(making: PublicKeyMaking, pair: KeyPair): Row[] {
  const { key } = pair;
  const claims = goodClaims(making.nowSeconds);
  const own = joseHeader(key);
  const asHs256 = { ...own, alg: 'HS256' };
  const publicKey = createPublicKey(pair.privateKey);
  const hmac = (header: object, secret: Buffer | string): string => {
    const input = `${segment(header)}.${segment({ ...claims, group_id: 0 })}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  return rowsOf(key.alg, [
    ...publicForms(key, publicKey).flatMap(([form, secret]): Cells[] => [
      [`HMAC with ${form}, as HS256`, hmac(asHs256, secret), 'signature_malformed'],
      [`HMAC with ${form}, under its own name`, hmac(own, secret), 'signature_malformed'],
      [
        `HMAC with ${form}, filled up to the length`,
        hmac(asHs256, secret).slice(0, -1) + 'A'.repeat(key.signatureChars - 42),
        'signature_mismatch',
      ],
    ]),
    ...['none', 'None', 'HS256', 'ES256', 'RS256', 'EdDSA', 'ES384', 'PS256', 'Ed25519', '']
      .filter((alg) => alg !== key.alg)
      .map((alg): Cells => [
        `rightly signed, and says ${alg === '' ? 'nothing' : alg}`,
        mintWith(pair, claims, { ...own, alg }),
        'alg_mismatch',
      ]),
    [
      'rightly signed, and says nothing of an alg',
      mintWith(pair, claims, { typ: 'JWT', kid: key.kid }),
      'alg_mismatch',
    ],
    [
      'alg none, no signature',
      `${segment({ alg: 'none', kid: key.kid })}.${segment(claims)}.`,
      'signature_malformed',
    ],
    [
      'alg none, its own header, no signature',
      `${segment(own)}.${segment(claims)}.`,
      'signature_malformed',
    ],
  ]);
}

/** What people have taken for a secret. */
function publicForms(key: PublicKey, publicKey: KeyObject): [string, Buffer | string][] {
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const jwk = publicKey.export({ format: 'jwk' });
  return [
    ['the SPKI', publicKey.export({ type: 'spki', format: 'der' })],
    ['the SPKI as text', key.spki],
    ['the PEM', pem],
    ['the PEM without its last newline', pem.toString().trimEnd()],
    ['the JWK', JSON.stringify(jwk)],
    ['the first number of the JWK', Buffer.from(jwk.x ?? jwk.n ?? '', 'base64url')],
    ['nothing', ''],
    ['the kid', key.kid],
  ];
}

const ROWS_OF: Readonly<
  Record<PublicKey['alg'], (making: PublicKeyMaking, pair: KeyPair) => Row[]>
> = { ES256: es256Rows, RS256: rs256Rows, EdDSA: ed25519Rows };

/** Order of the group of P-256 (SP 800-186, 3.2.1.3). */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function es256Rows({ nowSeconds }: PublicKeyMaking, pair: KeyPair): Row[] {
  const input = `${segment(joseHeader(pair.key))}.${segment(goodClaims(nowSeconds))}`;
  const bytes = signBytes(pair, input);
  const [r, s] = [bytes.subarray(0, 32), bytes.subarray(32)];
  const low = numberOf(s) * 2n < N ? numberOf(s) : N - numberOf(s);
  const rs = (one: Buffer | bigint, other: Buffer | bigint): string =>
    `${input}.${[one, other]
      .map((part) => (typeof part === 'bigint' ? bytesOf(part) : part).toString('hex'))
      .map((hex) => Buffer.from(hex, 'hex'))
      .reduce((front, back) => Buffer.concat([front, back]))
      .toString('base64url')}`;
  const der = signBytes(pair, input, { der: true });
  const [header = '', payload = ''] = input.split('.');
  return rowsOf('ES256', [
    // Signers take either; a verifier that refused the larger s would refuse every second token.
    ['the smaller s', rs(r, low), 'allowed'],
    ['the larger s', rs(r, N - low), 'allowed'],
    ['DER', `${input}.${der.toString('base64url')}`, 'signature_malformed'],
    [
      'DER cut to 64 bytes',
      `${input}.${der.subarray(0, 64).toString('base64url')}`,
      'signature_mismatch',
    ],
    ['r and s exchanged', rs(s, r), 'signature_mismatch'],
    ['r is 0', rs(0n, s), 'signature_mismatch'],
    ['s is 0', rs(r, 0n), 'signature_mismatch'],
    ['r is 1, s is 1', rs(1n, 1n), 'signature_mismatch'],
    ['r is the order', rs(N, s), 'signature_mismatch'],
    ['s is the order', rs(r, N), 'signature_mismatch'],
    ['r is the order, s is the order', rs(N, N), 'signature_mismatch'],
    ['s is the order and 1', rs(r, N + 1n), 'signature_mismatch'],
    ['SHA-384', signSegmentsWith(pair, header, payload, { hash: 'sha384' }), 'signature_mismatch'],
    ['SHA-1', signSegmentsWith(pair, header, payload, { hash: 'sha1' }), 'signature_mismatch'],
  ]);
}

function rs256Rows({ nowSeconds }: PublicKeyMaking, pair: KeyPair): Row[] {
  const input = `${segment(joseHeader(pair.key))}.${segment(goodClaims(nowSeconds))}`;
  const [header = '', payload = ''] = input.split('.');
  const bytes = signBytes(pair, input);
  const modulus = Buffer.from(
    createPublicKey(pair.privateKey).export({ format: 'jwk' }).n ?? '',
    'base64url',
  );
  const filled = (number: bigint): string =>
    `${input}.${Buffer.from(number.toString(16).padStart(bytes.length * 2, '0'), 'hex').toString('base64url')}`;
  return rowsOf('RS256', [
    ['PSS', signSegmentsWith(pair, header, payload, { pss: true }), 'signature_mismatch'],
    ['SHA-512', signSegmentsWith(pair, header, payload, { hash: 'sha512' }), 'signature_mismatch'],
    ['SHA-1', signSegmentsWith(pair, header, payload, { hash: 'sha1' }), 'signature_mismatch'],
    ['1', filled(1n), 'signature_mismatch'],
    ['the modulus', filled(numberOf(modulus)), 'signature_mismatch'],
    ['one less than the modulus', filled(numberOf(modulus) - 1n), 'signature_mismatch'],
    [
      'the modulus less the signature',
      filled(numberOf(modulus) - numberOf(bytes)),
      'signature_mismatch',
    ],
  ]);
}

/** Order of the group of Ed25519 (RFC 8032, 5.1). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function ed25519Rows({ nowSeconds }: PublicKeyMaking, pair: KeyPair): Row[] {
  const input = `${segment(joseHeader(pair.key))}.${segment(goodClaims(nowSeconds))}`;
  const bytes = signBytes(pair, input);
  const [r, s] = [bytes.subarray(0, 32), bytes.subarray(32)];
  const little = (number: bigint): Buffer => bytesOf(number).reverse();
  const rs = (...parts: readonly Buffer[]): string =>
    `${input}.${Buffer.concat(parts).toString('base64url')}`;
  const identity = little(1n);
  return rowsOf('EdDSA', [
    [
      'S and the order',
      rs(r, little(numberOf(Buffer.from(s).reverse()) + L)),
      'signature_mismatch',
    ],
    ['S is 0', rs(r, little(0n)), 'signature_mismatch'],
    ['S is the order', rs(r, little(L)), 'signature_mismatch'],
    ['R is the neutral point, S is 0', rs(identity, little(0n)), 'signature_mismatch'],
    ['R and S exchanged', rs(s, r), 'signature_mismatch'],
  ]);
}

const STRANGERS = new Map<PublicKey['alg'], KeyObject>();

/** Somebody else's key pair under the same name; made once, because RSA takes its time. */
function strangerOf({ kid, alg }: PublicKey): KeyPair {
  const privateKey = STRANGERS.get(alg) ?? newPrivateKey(alg);
  STRANGERS.set(alg, privateKey);
  return keyPairOf(kid, alg, privateKey);
}

function newPrivateKey(alg: PublicKey['alg']): KeyObject {
  switch (alg) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'EdDSA':
      return generateKeyPairSync('ed25519').privateKey;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Another character that decodes to the same bits, where some of its own are not used. */
function strayBits(last: string): string {
  return ALPHABET.charAt(ALPHABET.indexOf(last) ^ 1);
}
