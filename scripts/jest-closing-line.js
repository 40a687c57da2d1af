/** The last line of a run, in a form that any CI can read: "Tests: 12 passed, 0 failed, 0 skipped". */
export default class ClosingLine {
  /**
   * @param {Set<unknown>} _contexts
   * @param {Readonly<Record<
   *   'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites' | 'numPendingTests' | 'numTodoTests', number
   * >>} results as jest counts them
   */
  onRunComplete(_contexts, results) {
    // A suite that could not be loaded has no tests to count, and must not look like a good run.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.stdout.write(
      `\nTests: ${String(results.numPassedTests)} passed, ${String(failed)} failed, ${String(skipped)} skipped\n`,
    );
  }
}
