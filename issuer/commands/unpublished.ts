/** What to say where something was revoked that nginx cannot see yet. Pure. */
import type { UsherConfig } from '../config/usher-config.js';

export function unpublishedText({ revocation }: UsherConfig, { message }: Error): string {
  return (
    `error: it is on record, and the portal obeys it; but nginx does not know, because ${revocation.dir} cannot be written: ${message}\n` +
    '    hint: "usher serve" publishes it as soon as it can\n'
  );
}
