/**
 * What a new password must be (NIST SP 800-63B, 5.1.1.2: long, and nothing that everybody tries; no rules about which
 * characters). Pure.
 */
import { message, type Message } from '../languages/message.js';

export const MIN_PASSWORD_CHARS = 12;
/** Longer ones are not taken, nor tried. */
export const MAX_PASSWORD_CHARS = 256;

/** So many characters must be left of it without what everybody tries. */
const MIN_CHARS_OF_ITS_OWN = 6;

/** What passwords are made of that everybody tries, in the languages of the portal. */
const WORDS = (
  'password passwort passwd kennwort motdepasse contrasena contraseña clave senha wachtwoord haslo hasło parola пароль パスワード 密码 ' +
  'letmein welcome willkommen bienvenue bienvenido benvenuto welkom witaj bemvindo login signin changeme default temp ' +
  'secret geheim hallo hello bonjour hola ciao admin administrator administrateur root superuser user guest master test ' +
  'iloveyou ichliebedich jetaime teamo tiamo kochamcie sunshine princess dragon monkey shadow superman batman starwars ' +
  'pokemon football fussball futbol calcio voetbal baseball basketball soccer hockey michael jordan charlie trustno ' +
  'whatever freedom spring summer autumn winter fruehling frühling sommer herbst january february march april june july ' +
  'august september october november december januar februar märz juni juli oktober dezember monday friday montag freitag ' +
  'plex usher nginx server mediaserver media movies sonarr radarr overseerr'
).split(' ');

/** What keys that lie side by side write, either way, and the alphabet. */
const ROWS = (
  '1234567890 qwertyuiop qwertzuiopü asdfghjklö zxcvbnm yxcvbnm azertyuiop qsdfghjklm wxcvbn ' +
  '1q2w3e4r5t6y7u8i9o0p qazwsxedcrfv qaywsxedcrfv abcdefghijklmnopqrstuvwxyz'
)
  .split(' ')
  .flatMap((row) => [row, Array.from(row).reverse().join('')]);
const ROW_CHARS = 3;

const SHORTEST_NAME_CHARS = 3;

/** What is often written for letters. */
const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  l: 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '€': 'e',
};

/**
 * @param names that somebody would try with this account first: its own, the server's
 * @returns what is wrong with it; undefined for nothing
 */
export function problemOfPassword(password: string, names: readonly string[]): Message | undefined {
  const characters = Array.from(password.normalize('NFKC'));
  if (characters.length < MIN_PASSWORD_CHARS) {
    return message('local.password_too_short', { count: MIN_PASSWORD_CHARS });
  }
  if (password.length > MAX_PASSWORD_CHARS) {
    return message('local.password_too_long', { count: MAX_PASSWORD_CHARS });
  }
  const isSimple =
    new Set(characters).size < 5 || charsOfItsOwn(password, names) < MIN_CHARS_OF_ITS_OWN;
  return isSimple ? 'local.password_too_simple' : undefined;
}

/** How many characters belong to nothing that everybody tries. What comes again counts once. */
function charsOfItsOwn(password: string, names: readonly string[]): number {
  const text = once(plain(password));
  const letters = lettersFor(text);
  const isKnown = Array.from({ length: text.length }, () => false);
  for (const word of [...WORDS, ...wordsOf(names)].map(lettersFor)) {
    for (let at = letters.indexOf(word); at !== -1; at = letters.indexOf(word, at + 1)) {
      isKnown.fill(true, at, at + word.length);
    }
  }
  for (let at = 0; at + ROW_CHARS <= text.length; at += 1) {
    const three = text.slice(at, at + ROW_CHARS);
    if (ROWS.some((row) => row.includes(three)) || three === text.charAt(at).repeat(ROW_CHARS)) {
      isKnown.fill(true, at, at + ROW_CHARS);
    }
  }
  for (const { 0: year, index } of text.matchAll(/(?:19|20)\d\d/g)) {
    isKnown.fill(true, index, index + year.length);
  }
  return isKnown.filter((known) => !known).length;
}

/** Names as a whole, and the words in them. */
function wordsOf(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => [name, ...name.split(/[\s._-]+/)])
    .map(plain)
    .filter((name) => name.length >= SHORTEST_NAME_CHARS);
}

/** Without capitals, and without what words are put together with. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._-]/g, '');
}

/** @returns as long as the text; the same for all that may be read alike */
function lettersFor(text: string): string {
  return text.replace(/[01l3457@$!€]/g, (sign) => LETTERS[sign] ?? sign);
}

/** `abcabcabc` is `abc`. */
function once(text: string): string {
  const period = text.length === 0 ? 0 : (text + text).indexOf(text, 1);
  return text.slice(0, period);
}
