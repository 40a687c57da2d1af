/**
 * What an API token is called. Constants only.
 */

/** Characters that can be seen, or blanks between them. */
export const MAX_TOKEN_NAME_CHARS = 64;
