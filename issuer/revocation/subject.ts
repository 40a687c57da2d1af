/**
 * Subjects as an operator writes them. Pure.
 */
import { MAX_SUBJECT_CHARS } from '../../shared/token-profile.js';

/** The issuer's kinds of people and programs; what comes after the colon is theirs. */
const SUBJECT = /^(plex:[1-9]\d*|(guest|local|oidc|token):[^\p{C}\s]+)$/u;

/**
 * @param text `plex:1234567`, `1234567` for the same, `local:backup`, …
 * @returns undefined for what is no subject of ours
 */
export function parseSubject(text: string): string | undefined {
  const subject = /^[1-9]\d*$/.test(text) ? `plex:${text}` : text;
  return subject.length <= MAX_SUBJECT_CHARS && SUBJECT.test(subject) ? subject : undefined;
}
