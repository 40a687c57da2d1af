/**
 * Which gates have asked the portal for something, as they say of themselves: remembered for as long as the process lives.
 * Whoever reaches the portal can say the same, so it is for people to read and decides nothing about anybody. Pure but for the memory.
 */

export type GateSeen = Readonly<{
  /** Where it asked from. */
  address: string;
  /** NumericDate: last. */
  at: number;
  /** Version of the files that nginx has. */
  usher: string;
  /** `njs/0.8.9`, `QuickJS/0.9.1`; '' where it does not know. */
  engine: string;
  nginx: string;
  /** How old is what it knows of revocations, in seconds; folder: it looks into one; absent: it does not know. */
  list?: number | 'folder';
}>;

export type GatesSeen = Readonly<{
  /** @param claim of the header Usher-Gate; anything that is not as gates say it counts for nothing */
  note: (address: string, claim: string) => void;
  /** The last one first. */
  seen: () => readonly GateSeen[];
}>;

/** Beyond it, those that were not seen for longest go. */
export const MAX_GATES = 32;
const MAX_ADDRESS_CHARS = 64;

/** `0.1.0; njs/0.8.9; nginx/1.22.1; list=3` */
const CLAIM =
  /^(\d[\w.+-]{0,31}); ([A-Za-z]{2,10}\/\d[\w.-]{0,15}|-); nginx\/(\d[\w.-]{0,15}); list=(\d{1,9}|folder|-)$/;

/** @param now NumericDate, seconds */
export function createGatesSeen(now: () => number): GatesSeen {
  const gates = new Map<string, GateSeen>();
  return {
    note: (address, claim) => {
      const [, usher = '', engine = '', nginx = '', age = ''] = CLAIM.exec(claim) ?? [];
      if (usher === '' || address.length > MAX_ADDRESS_CHARS) {
        return;
      }
      const key = [address, usher, engine, nginx].join(' ');
      // A map keeps the order in which its keys came: the last one that was seen is to be the last.
      gates.delete(key);
      gates.set(key, {
        address,
        at: Math.floor(now()),
        usher,
        engine: engine === '-' ? '' : engine,
        nginx,
        ...(age !== '-' && { list: age === 'folder' ? age : Number(age) }),
      });
      const [oldest] = gates.keys();
      if (gates.size > MAX_GATES && oldest !== undefined) {
        gates.delete(oldest);
      }
    },
    seen: () => [...gates.values()].reverse(),
  };
}
