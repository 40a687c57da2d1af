/**
 * Whether a text may be the same as the English one: one or two words are names, or shared (Server, API, Administration);
 * a sentence that is the same was forgotten.
 */
export function mayBeEnglish(text: string): boolean {
  const words = text.replaceAll(/\{[^}]*\}/g, ' ').match(/\p{L}{2,}/gu) ?? [];
  return words.length <= 2;
}
