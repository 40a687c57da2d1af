/** What `usher nginx` writes beside the bundle; nginx finds it by js_path. */
declare module 'usher.config.js' {
  const config: import('../shared/gate-config.js').GateConfig;
  export default config;
}
