/** What njs has beyond 0.7.12, which is what its types here describe. */
interface NgxObject {
  /** js_shared_dict_zone, by name; from njs 0.8.0 on. */
  readonly shared?: Readonly<Record<string, import('./gate-request.js').State | undefined>>;
}
