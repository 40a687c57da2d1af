/** What `usher nginx` writes beside the bundle; nginx finds it by js_path. */
declare module 'usher.config.js' {
  const file: import('../shared/gate-config.js').GateFile;
  export default file;
}
