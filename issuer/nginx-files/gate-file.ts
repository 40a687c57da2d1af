/** usher.config.js, the gate's own configuration: a module, because that is what nginx reads before it drops privileges. */
import type { GateConfig, GateFile } from '../../shared/gate-config.js';

/**
 * What every request needs, and all of it behind a getter: njs runs this file for every request, and most requests need
 * none of the tables or one entry of one. QuickJS runs it once, and keeps what a getter has made.
 */
export function gateFileModule(config: GateConfig): string {
  const { cookieName, generation, revocationDir, revocationMaxAgeSeconds, staleRefuses } = config;
  const { refresh } = config;
  const hot: Omit<GateFile, 'whole'> = {
    cookieName,
    generation,
    revocationDir,
    refuseAfterSeconds: staleRefuses ? revocationMaxAgeSeconds : 0,
    ...(refresh && { usesState: true }),
  };
  const whole = Object.entries(config)
    .map(([name, value]) =>
      // Whoever asks for the rest asks for this too; QuickJS would make the table anew for each.
      name === 'headers' ? `  ${name}: ${headers(config)},` : member(name, value),
    )
    .join('\n');
  return `// Written by \`usher nginx\`. Holds keys: keep it readable for root alone.
let whole;
export default {
${Object.entries(hot)
  .map(([name, value]) => member(name, value))
  .join('\n')}
  get whole() {
    if (whole === undefined) {
      whole = make();
    }
    return whole;
  },
};

function make() {
  return {
${whole}
  };
}
`;
}

function member(name: string, value: unknown): string {
  return typeof value === 'object' ? table(name, literal(value)) : `  ${name}: ${literal(value)},`;
}

function table(name: string, text: string): string {
  return `  get ${name}() {\n    return ${text};\n  },`;
}

/** One key is wanted of however many. */
function headers(config: GateConfig): string {
  const entries = Object.entries(config.headers).map(
    ([header, key]) => `get ${literal(header)}() { return ${literal(key)}; },`,
  );
  return `{\n      ${entries.join('\n      ')}\n    }`;
}

/** JSON is JavaScript, but for two line separators; all that is not ASCII is escaped, whatever the engine reads. */
function literal(value: unknown): string {
  const json = JSON.stringify(value) as string | undefined;
  return (json ?? 'undefined').replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
