/** jose set up to ask for what our profile asks for, as far as it knows of it. */
import { errors, jwtVerify } from 'jose';
import type { GateConfig } from '../gate-config.js';
import { SKEW_SECONDS } from './token-maker.js';

/**
 * Whether jose accepts a token: our algorithm, issuer, audience, skew and clock; exp, iat and sub must be there; the
 * key is the one that `kid` names, or the only one.
 * @returns undefined if it does, the message of its refusal if not
 * @throws whatever is not one of jose's own errors
 */
export async function joseRefusal(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): Promise<string | undefined> {
  try {
    await jwtVerify(
      token,
      (header) => {
        const named = config.keys.filter((key) => key.kid === header.kid);
        const sole = header.kid === undefined && config.keys.length === 1 ? config.keys : [];
        const key = [...named, ...sole][0];
        if (key === undefined) {
          throw new errors.JWKSNoMatchingKey();
        }
        return Buffer.from(key.secret, 'base64url');
      },
      {
        algorithms: ['HS256'],
        issuer: config.issuer,
        audience: config.audience,
        clockTolerance: SKEW_SECONDS,
        currentDate: new Date(nowSeconds * 1000),
        requiredClaims: ['exp', 'iat', 'sub'],
      },
    );
    return undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      return error.message;
    }
    throw error;
  }
}
