/**
 * Passwords, as what nobody can get them back from: scrypt (RFC 7914), written down as a PHC string. Computes in Node's
 * threads; never more than a few at once.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 2^17 · 8 · 128 bytes are 128 MB for each: what OWASP asks of scrypt. */
const COST = { ln: 17, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Two take 256 MB for a third of a second; Node has four threads, and files need some too. */
const AT_ONCE = 2;
/** Whoever comes then is told to come again: the last one waits some seconds. */
const MAX_WAITING = 8;

type Parameters = Readonly<{ ln: number; r: number; p: number; salt: Buffer; hash: Buffer }>;

export type PasswordHasher = Readonly<{
  /** @returns a PHC string; undefined: too many are waiting */
  hash: (password: string) => Promise<string | undefined>;
  /**
   * Takes as long where there is no such account.
   * @param kept PHC string; undefined: nobody's
   */
  verify: (password: string, kept: string | undefined) => Promise<'right' | 'wrong' | 'busy'>;
}>;

/** Of one process: all that are computed share its places. */
export function createPasswordHasher(): PasswordHasher {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  const takingTurns = async <T>(use: () => Promise<T>): Promise<T | undefined> => {
    if (underWay < AT_ONCE) {
      underWay += 1;
    } else if (waiting.length < MAX_WAITING) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      return undefined;
    }
    try {
      return await use();
    } finally {
      const next = waiting.shift();
      if (next === undefined) {
        underWay -= 1;
      } else {
        // Takes over the place.
        next();
      }
    }
  };
  return {
    hash: (password) => takingTurns(() => hashPassword(password)),
    async verify(password, kept) {
      const parameters = kept === undefined ? undefined : parsePhc(kept);
      const isRight = await takingTurns(() => isPassword(password, parameters ?? NOBODY));
      if (isRight === undefined) {
        return 'busy';
      }
      return isRight && parameters !== undefined ? 'right' : 'wrong';
    },
  };
}

/** What is compared with where there is nothing to compare with. */
const NOBODY: Parameters = {
  ...COST,
  salt: randomBytes(SALT_BYTES),
  hash: randomBytes(HASH_BYTES),
};

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, { ...COST, salt });
  const { ln, r, p } = COST;
  return `$scrypt$ln=${String(ln)},r=${String(r)},p=${String(p)}$${unpadded(salt)}$${unpadded(hash)}`;
}

async function isPassword(password: string, { hash, ...parameters }: Parameters): Promise<boolean> {
  return timingSafeEqual(await derive(password, parameters), hash);
}

/** One password, however a keyboard composes its letters (NIST SP 800-63B, 5.1.1.2). */
function derive(password: string, { ln, r, p, salt }: Omit<Parameters, 'hash'>): Promise<Buffer> {
  const N = 2 ** ln;
  const options = { N, r, p, maxmem: 2 * 128 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => {
      if (error === null) {
        resolve(key);
      } else {
        reject(error);
      }
    });
  });
}

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** @returns undefined for what we do not write, and for what would cost more than we have */
function parsePhc(text: string): Parameters | undefined {
  const [, ln, r, p, salt = '', hash = ''] = PHC.exec(text) ?? [];
  const parameters = {
    ln: Number(ln),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
  const isFit =
    parameters.ln >= 1 &&
    parameters.ln <= COST.ln &&
    parameters.r >= 1 &&
    parameters.r <= COST.r &&
    parameters.p >= 1 &&
    parameters.p <= 4 &&
    parameters.hash.length === HASH_BYTES;
  return isFit ? parameters : undefined;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
