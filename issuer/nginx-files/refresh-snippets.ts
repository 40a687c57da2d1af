/** What the generated nginx files hold where the gate fetches something from the portal, off the path of requests. Pure. */

export type Outbound = Readonly<{
  /** What nginx's directive `resolver` takes. */
  resolver?: string;
  /** Absolute path of a file of certificate authorities. */
  trustedCertificate?: string;
}>;

/** nginx asks for it where a log format or a header uses it, and nowhere else. */
export function ageVariable(): string {
  return `
# Seconds since the portal has last said what is revoked, for your own log_format; - where nobody knows.
js_set $usher_revocations_age usher.refresh;
`;
}

/** Nothing in it may be forgotten, so it has no end and evicts nothing; it has room for the longest list twice. */
export function refreshZone(): string {
  return `
# What is revoked, and public keys, as the portal last said it. A reload keeps it.
js_shared_dict_zone zone=usher_state:16m;
`;
}

/**
 * nginx has timers in locations alone. Each server has one; the first of them does it for all.
 * @param intervalSeconds how often the portal is asked
 */
export function refreshLocation(
  intervalSeconds: number,
  { resolver, trustedCertificate }: Outbound = {},
): string {
  // Whoever does not answer within half of it is asked again before long.
  const patience = `${String(intervalSeconds * 500)}ms`;
  const lines = [
    `js_periodic usher.refresh interval=${String(intervalSeconds)}s;`,
    `js_fetch_timeout ${patience};`,
    ...(trustedCertificate === undefined
      ? []
      : [`js_fetch_trusted_certificate ${trustedCertificate};`]),
    ...(resolver === undefined ? [] : [`resolver ${resolver};`, `resolver_timeout ${patience};`]),
  ];
  return `
# No request comes here: a timer, which asks the portal what is new.
location @usher_refresh {
  ${lines.join('\n  ')}
}
`;
}
