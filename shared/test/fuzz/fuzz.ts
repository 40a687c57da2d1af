/**
 * Runs properties over very many tokens and keeps count, so that a run that tries nothing, or always the same, fails.
 * Every run has a seed of its own, which it prints; FUZZ_SEED=… runs that one again.
 */
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { denyReasons } from '../../deny-reason.js';
import type { AllowReason, DenyReason } from '../../deny-reason.js';

/** Each file of this folder, and how many cases it runs: 100 000 in all, at least; see fuzz.test.ts. */
export const CASES = {
  spelling: 36_000,
  header: 28_000,
  claims: 36_000,
  cookies: 12_000,
  identity: 8_000,
  publicKeys: 8_000,
} as const;

type FuzzFile = keyof typeof CASES;

/** Which file has to come upon a reason in every run. The gate itself is at fault with the last two: no token is. */
const REACHED_IN: Readonly<Record<DenyReason, readonly FuzzFile[]>> = {
  no_token: ['cookies'],
  token_too_large: ['spelling', 'cookies', 'publicKeys'],
  not_three_segments: ['spelling', 'cookies', 'publicKeys'],
  signature_malformed: ['spelling', 'cookies', 'publicKeys'],
  header_encoding: ['spelling', 'header', 'cookies', 'publicKeys'],
  key_unknown: ['spelling', 'header', 'publicKeys'],
  signature_mismatch: ['spelling', 'header', 'cookies', 'publicKeys'],
  header_not_json: ['spelling', 'header'],
  alg_mismatch: ['spelling', 'header', 'publicKeys'],
  kid_mismatch: ['header'],
  typ_mismatch: ['header'],
  header_forbidden: ['header', 'publicKeys'],
  payload_encoding: ['spelling', 'claims'],
  payload_not_json: ['spelling', 'claims'],
  iss_mismatch: ['claims'],
  aud_mismatch: ['claims'],
  exp_not_number: ['claims'],
  expired: ['claims', 'cookies'],
  nbf_not_number: ['claims'],
  not_yet_valid: ['claims'],
  iat_not_number: ['claims'],
  issued_in_future: ['claims', 'cookies'],
  lifetime_too_long: ['claims'],
  sub_malformed: ['claims'],
  group_missing: ['claims'],
  group_not_number: ['claims'],
  group_not_integer: ['claims'],
  group_negative_zero: ['claims'],
  group_out_of_range: ['claims'],
  resources_malformed: ['claims'],
  revoked: [],
  session_ended: [],
  group_above_threshold: ['claims', 'cookies', 'publicKeys'],
  resource_not_allowed: ['claims'],
  renewal_due: [],
  threshold_malformed: [],
  revocations_stale: [],
  gate_error: [],
};

/** A slow machine may take its time. */
const TIMEOUT_MS = 600_000;

/** What came out of one case. */
export type Outcome = DenyReason | AllowReason;

/** The seed of this run: FUZZ_SEED, or a fresh one. */
function seedOfRun(): number {
  const given = process.env['FUZZ_SEED'];
  if (given === undefined || given === '') {
    return Math.floor(Math.random() * 0x7fffffff);
  }
  if (!/^\d{1,10}$/.test(given)) {
    throw new Error('FUZZ_SEED is not a whole number');
  }
  return Number(given);
}

/** What `fuzzing` gives: runs a property as a test; `share` is its part of the file's cases. */
export type Property = <T>(
  name: string,
  share: number,
  cases: fc.Arbitrary<T>,
  holds: (one: T) => Promise<Outcome>,
) => void;

/**
 * Sets up a file of properties: prints the seed, and asks at the end that all cases were run, that enough of them let
 * somebody in, and that all reasons of the file were met.
 * @param leastAllowed share of cases, 0 to 1, that have to let somebody in
 * @param define calls its argument once per property
 */
export function fuzzing(
  file: FuzzFile,
  leastAllowed: number,
  define: (property: Property) => void,
): void {
  const seed = seedOfRun();
  const met = new Map<Outcome, number>();
  let shares = 0;

  beforeAll(() => {
    process.stderr.write(`fuzz ${file}: FUZZ_SEED=${seed}\n`);
  });

  define((name, share, cases, holds) => {
    shares += share;
    test(
      `${name} (seed ${seed})`,
      async () => {
        const property = fc.asyncProperty(cases, async (one) => {
          const outcome = await holds(one);
          met.set(outcome, (met.get(outcome) ?? 0) + 1);
        });
        const details = await fc.check(property, {
          seed,
          numRuns: Math.ceil(CASES[file] * share),
        });
        if (details.failed) {
          const report = await fc.asyncDefaultReportMessage(details);
          throw new Error(`${report}\n\nRun it again with FUZZ_SEED=${seed}`, {
            cause: details.errorInstance,
          });
        }
      },
      TIMEOUT_MS,
    );
  });

  test('all cases were run, and not in vain', () => {
    const allowed = met.get('allowed') ?? 0;
    const cases = [...met.values()].reduce((sum, count) => sum + count, 0);
    expect(shares).toBeCloseTo(1);
    expect(cases).toBeGreaterThanOrEqual(CASES[file]);
    expect(allowed / cases).toBeGreaterThan(leastAllowed);
    const wanted = denyReasons().filter((reason) => REACHED_IN[reason].includes(file));
    expect(wanted.filter((reason) => !met.has(reason))).toEqual([]);
  });
}

/** Reasons that no file has to come upon. */
export function unreachedReasons(): DenyReason[] {
  return denyReasons().filter((reason) => REACHED_IN[reason].length === 0);
}
