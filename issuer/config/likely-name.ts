/**
 * Which name was meant? Pure.
 */
import { distance } from 'fastest-levenshtein';

/**
 * The known name nearest to a mistyped one, case and separators aside.
 * @returns undefined if none is near enough to be meant
 */
export function likelyName(name: string, known: readonly string[]): string | undefined {
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(plain(name), plain(candidate));
    if (edits < (best?.edits ?? Infinity)) {
      best = { candidate, edits };
    }
  }
  const tolerated = Math.max(1, Math.floor(plain(name).length / 3));
  return best !== undefined && best.edits <= tolerated ? best.candidate : undefined;
}

function plain(name: string): string {
  return name.replace(/[_\- .]/g, '').toLowerCase();
}
