/**
 * Reads a URL that may be none. Pure.
 * Not by URL.canParse: once Node 20 has optimised it, it takes Latin-1 text for UTF-8, so it says no to good addresses,
 * and yes to some that `new URL` then throws for.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
