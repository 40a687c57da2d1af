/** What the gate tells an app about its visitor. */
import type { IncomingMessage } from 'node:http';

/** The headers that the gate sets; what an app may rely on. */
export const IDENTITY_HEADERS = [
  'Remote-User',
  'Remote-Name',
  'Remote-Email',
  'Remote-Groups',
  'Remote-Group-Id',
] as const;

/** Header name to value, '' where the header did not come. */
export type Identity = Readonly<Record<string, string>>;

export function identityOf(req: IncomingMessage): Identity {
  return Object.fromEntries(
    IDENTITY_HEADERS.map((header) => [header, String(req.headers[header.toLowerCase()] ?? '')]),
  );
}
