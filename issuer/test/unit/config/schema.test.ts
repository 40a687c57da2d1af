import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import schema from '../../../config/usher-schema.json' with { type: 'json' };
import { SETTINGS, keysOf } from '../../../config/settings.js';
import { valueAt } from '../../../config/setting-path.js';
import { GOOD_YAML, goodConfig, load } from './sample-config.js';

type Described = { description?: string; default?: unknown };

describe('the published schema', () => {
  const describedSettings = SETTINGS.map(({ path, variable }) => {
    const steps = path.flatMap((step) => ['properties', step]);
    return { variable, described: valueAt(schema, steps) as Described };
  });

  test.each(describedSettings)('describes $variable', ({ described }) => {
    expect(described.description).toMatch(/\.|:/);
  });

  const withDefault = describedSettings.filter(({ described }) => 'default' in described);

  test.each(withDefault)('tells the true default of $variable', ({ variable, described }) => {
    const text = described.default;
    const env = { [variable]: typeof text === 'string' ? text : JSON.stringify(text) };
    // A section within a section has to be there, or none of its settings may.
    const yaml = `${GOOD_YAML}gate: { organizr: { cookie: organizr_token_1, secretFile: /s, until: 2027-03-01 } }\n`;
    const files = { '/s': 'x'.repeat(32) };
    // Where it comes from aside.
    const settings: unknown = expect.any(Array);
    expect({ ...goodConfig(yaml, env, files).config, settings }).toEqual({
      ...goodConfig(yaml, {}, files).config,
      settings,
    });
  });
});

describe('whatever stands in the file', () => {
  const keys = [...keysOf(), ...keysOf().flatMap((section) => keysOf(section))];
  const name = fc.oneof(
    fc.constantFrom(...keys, 'when', 'group', 'plexId', 'name', '__proto__', 'constructor', '3'),
    fc.string(),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'medium' }, tie('leaf'), tie('list'), tie('table')),
    leaf: fc.oneof(
      fc.constantFrom(null, 'owner', 'https://a.example', '[::1]:1', '24h', '*'),
      fc.integer(),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
    ),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    table: fc.dictionary(name, tie('tree'), { maxKeys: 8 }),
  }));

  test('the answer is a list of problems, never an exception', () => {
    fc.assert(
      fc.property(fc.dictionary(name, tree, { maxKeys: 8 }), (document) => {
        const outcome = load(JSON.stringify(document));
        expect(outcome.kind === 'problems' && outcome.problems.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('no text is too odd', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(load(text).kind).toBe('problems');
      }),
      { numRuns: 500 },
    );
  });
});
