/** What chance does to the text of a token, of a segment, and of JSON. */
import fc from 'fast-check';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base64urlChar = fc.constantFrom(...Array.from(BASE64URL));

/** What does not belong into a token. */
export const scrap: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\f',
    '\v',
    '\u0000',
    '\u007f',
    '\u00a0',
    '\ufeff',
  ),
  fc.constantFrom('=', '==', '===', '.', '..', '+', '/', ',', ';', '"', '%2e', '%3D', '\\', '~'),
  fc.constantFrom('é', 'Ａ', '\ufffd', '\ud83d', '\u0141', '😀'),
  base64urlChar,
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
);

type Change = (text: string) => string;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (text: string, where: number): number => Math.floor(where * text.length);

/** One change of a text that is base64url. */
const change: fc.Arbitrary<Change> = fc.oneof(
  // Another character in place of one.
  fc.tuple(place, base64urlChar).map(
    ([where, char]): Change =>
      (text) =>
        text.slice(0, at(text, where)) + char + text.slice(at(text, where) + 1),
  ),
  // One bit of a character.
  fc.tuple(place, fc.nat({ max: 6 })).map(([where, bit]): Change => (text) => {
    const code = text.charCodeAt(at(text, where)) ^ (1 << bit);
    return (
      text.slice(0, at(text, where)) + String.fromCharCode(code) + text.slice(at(text, where) + 1)
    );
  }),
  // Bits that stand for nothing, at the end.
  fc.integer({ min: 1, max: 15 }).map((bits): Change => (text) => {
    const last = BASE64URL.indexOf(text.slice(-1));
    return text.slice(0, -1) + BASE64URL.charAt(last ^ bits);
  }),
  // Something put in, in front, in the middle or behind.
  fc.tuple(fc.oneof(place, fc.constantFrom(0, 1)), scrap).map(
    ([where, put]): Change =>
      (text) =>
        text.slice(0, at(text, where)) + put + text.slice(at(text, where)),
  ),
  fc.constantFrom<Change>(
    (text) => `${text}${'='.repeat((4 - (text.length % 4)) % 4)}`,
    (text) => text.replaceAll('-', '+').replaceAll('_', '/'),
    (text) => `${text}\n`,
    (text) => ` ${text}`,
    (text) => text + text,
    (text) => text.toLowerCase(),
    (text) => Array.from(text).reverse().join(''),
    (text) => text.replaceAll('-', '%2D').replaceAll('_', '%5F'),
    (text) => Buffer.from(text, 'base64url').toString('hex'),
    (text) => Buffer.from(text, 'base64url').toString(),
    (text) => `"${text}"`,
    () => '',
  ),
  // Cut.
  fc.tuple(place, fc.integer({ min: 1, max: 4 })).map(
    ([where, count]): Change =>
      (text) =>
        text.slice(0, at(text, where)) + text.slice(at(text, where) + count),
  ),
  place.map(
    (where): Change =>
      (text) =>
        text.slice(0, at(text, where)),
  ),
  // Longer, up to far too long.
  fc.tuple(base64urlChar, fc.constantFrom(1, 2, 3, 4, 43, 4096)).map(
    ([char, count]): Change =>
      (text) =>
        text + char.repeat(count),
  ),
);

/** No change half of the time, else one or two. */
export const respelling: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Change>((text) => text) },
  { weight: 3, arbitrary: change },
  {
    weight: 1,
    arbitrary: fc.tuple(change, change).map(
      ([one, other]): Change =>
        (text) =>
          other(one(text)),
    ),
  },
);

/** JSON texts of any kind of value, also of such as JSON.stringify never writes. */
export const jsonText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '{}', '[]', '""', '"0"', '"4"', '[4]', '[null]'),
  fc.constantFrom('0', '-0', '-0.0', '1e400', '-1e400', '-1e-400', '1e21', '0.5', '4e0', '4.0'),
  fc.constantFrom('9007199254740993', '-1', '998', '999', '1000', '1e308', '-1e308', '5e-324'),
  // None of them is JSON.
  fc.constantFrom('NaN', 'Infinity', '04', '+4', '0x4', '4.', '.4', "'4'", 'undefined', ''),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => JSON.stringify(text)),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('\\ud800', '\\udc00', '\\u0000', '\\r\\n', '\\ufeff').map((text) => `"${text}"`),
  fc.constantFrom('é'.repeat(32), 's'.repeat(255), 's'.repeat(256)).map((text) => `"${text}"`),
  fc
    .integer({ min: 1, max: 600 })
    .chain((depth) =>
      fc.constantFrom(
        '['.repeat(depth) + ']'.repeat(depth),
        `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
      ),
    ),
);

/** A JSON object as its members, in order, names and values as they are to stand there. */
export type Members = readonly (readonly [name: string, value: string])[];

/** Members of a value that JSON.stringify writes. */
export function membersOf(value: object): Members {
  return Object.entries(value).map(([name, member]) => [name, JSON.stringify(member)]);
}

/**
 * Members changed up to three times: another value, one more (in front or behind, perhaps of the same name), one left
 * out, one moved, a name spelt with an escape.
 * @param names what members may be called
 * @param valueFor what a member of a name may hold
 */
export function changedMembers(
  members: Members,
  names: readonly string[],
  valueFor: (name: string) => fc.Arbitrary<string>,
): fc.Arbitrary<Members> {
  type Edit = (before: Members) => Members;
  const named = fc.constantFrom(...names);
  const member = named.chain((name) => fc.tuple(fc.constant(name), valueFor(name)));
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    {
      weight: 6,
      arbitrary: member.map(
        ([name, value]): Edit =>
          (before) =>
            before.some((one) => one[0] === name)
              ? before.map((one) => (one[0] === name ? [name, value] : one))
              : [...before, [name, value]],
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(member, fc.boolean()).map(
        ([one, inFront]): Edit =>
          (before) =>
            inFront ? [one, ...before] : [...before, one],
      ),
    },
    {
      weight: 1,
      arbitrary: named.map(
        (name): Edit =>
          (before) =>
            before.filter((one) => one[0] !== name),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .nat({ max: 20 })
        .map((count): Edit => (before) => [
          ...before.slice(count % 3),
          ...before.slice(0, count % 3),
        ]),
    },
    {
      weight: 1,
      arbitrary: named.map(
        (name): Edit =>
          (before) =>
            before.map((one) => (one[0] === name ? [escaped(name), one[1]] : one)),
      ),
    },
  );
  return fc
    .array(edit, { maxLength: 3 })
    .map((edits) => edits.reduce((before, apply) => apply(before), members));
}

function escaped(name: string): string {
  return `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
}

/** JSON text of members, with blanks of chance, and now and then spoilt as a whole. */
export function objectText(members: fc.Arbitrary<Members>): fc.Arbitrary<string | Uint8Array> {
  const blank = fc.constantFrom('', '', '', ' ', '\r\n ', '\t');
  const text = fc
    .tuple(members, blank)
    .map(
      ([all, gap]) =>
        `${gap}{${all.map(([name, value]) => `"${name}"${gap}:${gap}${value}`).join(`,${gap}`)}}${gap}`,
    );
  return fc.oneof(
    { weight: 12, arbitrary: text },
    { weight: 2, arbitrary: fc.tuple(text, spoiling).map(([before, spoil]) => spoil(before)) },
  );
}

const spoiling: fc.Arbitrary<(text: string) => string | Uint8Array> = fc.oneof(
  fc.constantFrom<(text: string) => string | Uint8Array>(
    (text) => `\ufeff${text}`,
    (text) => `${text}\u0000`,
    (text) => `[${text}]`,
    (text) => JSON.stringify(text),
    (text) => text.slice(0, -1),
    (text) => `${text}${text}`,
    (text) => text.replace('}', ',}'),
    (text) => Buffer.from(text, 'utf16le'),
    (text) => `${text} //`,
    () => 'null',
    () => '4',
    () => '{}',
    () => '[]',
    () => 'true',
  ),
  // A byte of chance: mostly no UTF-8.
  fc.tuple(place, fc.nat({ max: 255 })).map(([where, byte]) => (text: string) => {
    const bytes = Buffer.from(text);
    if (bytes.length > 0) {
      bytes.writeUInt8(byte, Math.floor(where * bytes.length));
    }
    return bytes;
  }),
);
