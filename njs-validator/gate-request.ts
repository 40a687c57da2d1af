/**
 * The few members of nginx's request object that the gate uses. Types only. main.ts is where the compiler proves that
 * nginx's own `r` fits; everywhere else a plain object will do.
 *
 * Headers are read through variables (`http_…`), never through r.headersIn: before njs 1.0 a look at an odd header
 * there can end the worker.
 */

/** nginx variables that are read: absent headers are undefined or ''. */
type ReadVariables = {
  readonly [
    name in
      | 'arg_rd'
      | 'cookie_usher'
      | 'http_accept'
      | 'http_authorization'
      | 'http_cookie'
      | 'http_host'
      | 'http_origin'
      | 'http_referer'
      | 'http_sec_fetch_dest'
      | 'http_sec_fetch_mode'
      | 'http_upgrade'
      | 'http_x_api_key'
      | 'http_x_requested_with'
      | 'host'
      | 'server_name'
      | 'usher_path'
      | 'request_id'
      | 'request_method'
      | 'request_uri'
      | 'scheme'
  ]?: string | undefined;
};

/** Variables that the gate sets (js_var in http.conf); the app's headers and the access log take them from there. */
type GateVariables = {
  [
    name in
      | 'usher_reason'
      | 'usher_threshold'
      | 'usher_user'
      | 'usher_name'
      | 'usher_email'
      | 'usher_group'
      | 'usher_group_id'
      | 'usher_renewal'
      | 'usher_source'
  ]?: string | undefined;
};

/** A dictionary in nginx's shared memory: each worker sees the same. */
export type Memo = Readonly<{
  get: (key: string) => string | undefined;
  set: (key: string, value: string) => unknown;
}>;

/** nginx's shared memory by name of dictionary. */
export type Zones = Readonly<Record<string, Memo | undefined>>;

/** The dictionary that refresh.ts writes. */
export type State = Memo &
  Readonly<{
    delete: (key: string) => unknown;
    /** @param maximum so many at most */
    keys: (maximum: number) => readonly string[];
  }>;

/** What a timer's handler has of nginx. */
export type Outside = Readonly<{
  shared?: Readonly<{ usher_state?: State | undefined }> | undefined;
  fetch: (
    url: string,
    options?: Readonly<{ headers: Readonly<Record<string, string>> }>,
  ) => Promise<Readonly<{ status: number; text: () => Promise<string> }>>;
  log: (level: number, message: string) => void;
  ERR: number;
  WARN: number;
}>;

/** What nginx's timer gives to its handler: an object without an address, which every request has. */
export type Timer = Readonly<{
  uri?: string | undefined;
  variables?: Readonly<{ nginx_version?: string | undefined }> | undefined;
}>;

/** The part of Buffer that is used: njs and Node both have it. */
export type Bytes = {
  readonly length: number;
  readonly [index: number]: number;
  toString(encoding: 'utf8', start: number, end: number): string;
};

/** What came of a subrequest. */
export type Reply = Readonly<{
  status: number;
  responseText?: string | undefined;
  headersOut: Readonly<Record<string, unknown>>;
}>;

export interface GateRequest {
  /** Decoded path of the request at hand; in the gate's own location, `/_usher/4`. */
  readonly uri: string;
  readonly variables: ReadVariables & GateVariables;
  readonly rawVariables: { readonly request_uri?: Bytes | undefined };
  readonly headersOut: {
    [
      name in
        | 'Cache-Control'
        | 'Content-Security-Policy'
        | 'Content-Type'
        | 'Link'
        | 'Referrer-Policy'
        | 'Set-Cookie'
        | 'WWW-Authenticate'
        | 'X-Content-Type-Options'
    ]?: unknown;
  };
  /**
   * Always with a body, if only '': without one, nginx answers a status of 400 and more by way of the `error_page` in
   * force, and a subrequest that was sent to the sign-in page has no verdict any more.
   */
  return(status: number, body: string): void;
  error(message: string): void;
  /** Asks a location of this server, by GET and with the client's headers. */
  subrequest(uri: string): Promise<Reply>;
}
