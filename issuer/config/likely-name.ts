/**
 * Which name was meant? Pure.
 */
import { distance } from 'fastest-levenshtein';

/**
 * The known name nearest to a mistyped one, case and separators aside.
 * @returns undefined if none is near enough to be meant
 */
export function likelyName(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(wanted, plain(candidate));
    if (edits < (best?.edits ?? Infinity)) {
      best = { candidate, edits };
    }
  }
  const tolerated = Math.max(1, Math.floor(wanted.length / 3));
  return best !== undefined && best.edits <= tolerated
    ? best.candidate
    : known.find((candidate) => isShortened(wanted, plain(candidate)));
}

/** `warning` for warn, `app` for apps; two letters alone mean nothing. */
function isShortened(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  return shorter >= 3 && one.slice(0, shorter) === other.slice(0, shorter);
}

function plain(name: string): string {
  return name.replace(/[_\- .]/g, '').toLowerCase();
}
