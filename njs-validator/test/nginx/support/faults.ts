/** A gate in which any statement can fail: which one, a request says. */
import ts from 'typescript';

/**
 * Header: the gate fails at the statement that it comes to as the n-th (from 0) while it handles the request, until it
 * has an answer. `5 for good` means that everything fails from there on, the handling of the failure too.
 */
export const FAULT_HEADER = 'X-Fault';

/** In the error log for each failure that was caused: the connection's number, and the address. */
export const FAULT_LINE = / (\*\d+) js: fault injected: (\S+)/;

/** In the error log when a request has its answer: how many statements it took. */
export const STATEMENTS_LINE = / js: statements: (\d+): (\S+)/;

const TAIL = 'export default main_default;';

/**
 * @param bundle the built gate
 * @returns the same, with a possible failure before each statement of its functions
 * @throws if the bundle does not have the form that it is known to have
 */
export function withFaults(bundle: string): string {
  if (bundle.split(TAIL).length !== 2) {
    throw new Error('the gate ends in another way');
  }
  const source = ts.createSourceFile('usher.js', bundle, ts.ScriptTarget.ES2017, true);
  const insertions: { at: number; text: string }[] = [];
  const look = (node: ts.Node, isInFunction: boolean): void => {
    if (isInFunction && (ts.isBlock(node) || ts.isCaseOrDefaultClause(node))) {
      for (const statement of node.statements) {
        insertions.push({ at: statement.getStart(), text: 'fault(); ' });
      }
    }
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      insertions.push({ at: node.body.getStart(), text: '(fault(), ' });
      insertions.push({ at: node.body.getEnd(), text: ')' });
    }
    node.forEachChild((child) => {
      look(child, isInFunction || ts.isFunctionLike(node));
    });
  };
  look(source, false);
  const text = insertions
    .sort((one, other) => other.at - one.at)
    .reduce((rest, { at, text }) => rest.slice(0, at) + text + rest.slice(at), bundle);
  // After its answer a request is no more to be judged.
  return text.replaceAll('r.return(', 'answered(r).return(').replace(TAIL, MACHINERY + TAIL);
}

const MACHINERY = `
var faultIn = NaN;
var faultStays = false;
var faultRequest;
var statements;
function fault() {
  if (faultIn === 0) {
    if (!faultStays) {
      faultIn = NaN;
    }
    faultRequest.error('fault injected: ' + faultRequest.variables.request_uri);
    throw new Error('injected');
  }
  faultIn--;
  statements++;
}
function answered(r) {
  faultIn = NaN;
  r.error('statements: ' + statements + ': ' + r.variables.request_uri);
  return r;
}
Object.keys(main_default).forEach((name) => {
  const handler = main_default[name];
  main_default[name] = function (r) {
    const asked = r.variables.http_${FAULT_HEADER.toLowerCase().replace('-', '_')} || '';
    faultIn = parseInt(asked, 10);
    faultStays = asked.indexOf('for good') !== -1;
    faultRequest = r;
    statements = 0;
    return handler(r);
  };
});
`;
