/**
 * What somebody has begun and not ended, kept in a sealed cookie that goes to a few pages alone.
 */
import { randomBytes } from 'node:crypto';
import { Ajv, type JSONSchemaType } from 'ajv';
import type { Request, Response } from 'express';
import { createExpiringSet } from '../sign-in/expiring-set.js';
import { createSealer } from '../token/sealed-cookie.js';

/** `now`: NumericDate, seconds. */
export type Step<T> = Readonly<{
  /** @returns false if it does not fit into a cookie: nothing has begun */
  begin: (res: Response, step: T) => Promise<boolean>;
  /** @returns undefined if nothing was begun, if it is too old, not ours, or was ended */
  read: (req: Request) => Promise<(T & StepId) | undefined>;
  /** It is over, wherever its cookie may still be. */
  end: (res: Response, step: StepId) => void;
}>;

type StepId = Readonly<{ id: string }>;

export type StepOptions<T> = Readonly<{
  /** What it is for: names the cookie, and what it is sealed for. */
  purpose: string;
  /** Of the pages that it goes to. */
  path: string;
  seconds: number;
  schema: JSONSchemaType<T>;
}>;

export type StepDeps = Readonly<{
  /** Address of the portal. */
  issuerUrl: string;
  sealingKey: Uint8Array;
  now: () => number;
}>;

const ID_BYTES = 16;
const ajv = new Ajv();

/** The path keeps the cookie away from apps on the same host; so it cannot have the prefix `__Host-`, see portal-cookies.ts. */
export function createStep<T extends Readonly<Record<string, string>>>(
  { purpose, path, seconds, schema }: StepOptions<T>,
  { issuerUrl, sealingKey, now }: StepDeps,
): Step<T> {
  const { protocol, pathname } = new URL(issuerUrl);
  const isHttps = protocol === 'https:';
  const cookie = `${isHttps ? '__Secure-' : ''}usher-${purpose}`;
  const sealer = createSealer(`step: ${purpose}`, sealingKey);
  const isStep = ajv.compile<T>(schema);
  const ended = createExpiringSet(seconds, now);
  const options = (ttlSeconds: number) =>
    ({
      httpOnly: true,
      sameSite: 'lax',
      secure: isHttps,
      path: pathname.replace(/\/$/, '') + path,
      maxAge: ttlSeconds * 1000,
    }) as const;
  return {
    async begin(res, step) {
      const id = randomBytes(ID_BYTES).toString('base64url');
      const sealed = await sealer.seal({ id, step }, seconds, now());
      if (sealed !== undefined) {
        res.cookie(cookie, sealed, options(seconds));
      }
      return sealed !== undefined;
    },
    async read(req) {
      const text = (req.cookies as Readonly<Record<string, unknown>>)[cookie];
      const opened = typeof text === 'string' ? await sealer.unseal(text, now()) : undefined;
      if (!isKept(opened) || ended.has(opened.id) || !isStep(opened.step)) {
        return undefined;
      }
      return { ...opened.step, id: opened.id };
    },
    end(res, { id }) {
      ended.add(id);
      res.cookie(cookie, '', options(0));
    },
  };
}

function isKept(value: unknown): value is Readonly<{ id: string; step: unknown }> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'step' in value
  );
}
