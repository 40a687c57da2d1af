/** What stands in the generated files. That nginx reads them, and what they then do, is seen in the nginx ring. */
import { describe, expect, test } from '@jest/globals';
import type { GateConfig, GateFile } from '../../../../shared/gate-config.js';
import { gateConfigFor, testKeys } from '../../../../shared/test/token-maker.js';
import { renderNginxFiles, type NginxFilesInput } from '../../../nginx-files/nginx-files.js';

const gateConfig = gateConfigFor(testKeys(2));
const INPUT: NginxFilesInput = {
  gateConfig,
  gate: '// the gate\n',
  outDir: '/etc/nginx/usher',
  organizr: false,
  njsVersion: '0.8.9',
};

/** Contents by name. */
function render(change: Partial<NginxFilesInput> = {}): Record<string, string> {
  const files = renderNginxFiles({ ...INPUT, ...change });
  return Object.fromEntries(files.map(({ name, content }) => [name, content]));
}

/** The lines of a file that nginx takes for more than a comment, without blanks at their ends. */
function linesOf(content: string | undefined): string[] {
  return (content ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The configuration as a JavaScript engine reads it. */
async function imported(config: GateConfig, gate = INPUT.gate): Promise<GateFile> {
  const { 'usher.config.js': text = '' } = render({ gateConfig: config, gate });
  const address = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
  return ((await import(address)) as { default: GateFile }).default;
}

describe('the generated files', () => {
  test('are six, and the keys are for their owner alone', () => {
    expect(renderNginxFiles(INPUT).map(({ name, mode }) => [name, mode])).toEqual([
      ['usher.js', 0o644],
      ['usher.config.js', 0o600],
      ['http.conf', 0o644],
      ['server.conf', 0o644],
      ['location.conf', 0o644],
      ['identity.conf', 0o644],
    ]);
  });

  test('hold the gate as it was built', () => {
    expect(render()['usher.js']).toBe(INPUT.gate);
  });

  test('are the same for the same configuration', () => {
    expect(render({ organizr: true })).toEqual(render({ organizr: true }));
  });

  test('hold keys in one file only', () => {
    for (const [name, content] of Object.entries(render({ organizr: true }))) {
      for (const { kid, secret } of gateConfig.keys) {
        expect([name, content.includes(secret)]).toEqual([name, name === 'usher.config.js']);
        expect([name, content.includes(kid)]).toEqual([name, name === 'usher.config.js']);
      }
    }
  });

  test('end with a line end, and say where they go', () => {
    const own = Object.entries(render()).filter(([name]) => name !== 'usher.js');
    expect(own).toHaveLength(5);
    for (const [, content] of own) {
      expect(content).toMatch(/[^\n]\n$/);
      expect(content).toMatch(/^(#|\/\/) Written by `usher nginx`/);
    }
  });
});

describe('usher.config.js', () => {
  test('is the configuration', async () => {
    const file = await imported(gateConfig);
    const { generation } = file;
    expect(file.whole).toEqual({ ...gateConfig, generation });
    // QuickJS keeps the module.
    expect(file.whole).toBe(file.whole);
    expect(file).toMatchObject({ cookieName: gateConfig.cookieName, generation });
  });

  test('has nginx forget what it remembers under another configuration, or by another gate', async () => {
    const other = { ...gateConfig, generation: 'other' };
    const generations = await Promise.all([
      imported(gateConfig),
      imported(gateConfig),
      imported(other),
      imported(gateConfig, '// the next release\n'),
    ]);
    const [one, same, ...others] = generations.map(({ generation }) => generation);
    expect(one).toMatch(/^[\w-]{16}$/);
    expect(same).toBe(one);
    expect(new Set([one, ...others]).size).toBe(3);
  });

  test('keeps texts whole that mean something to JavaScript, and is ASCII whatever they are', async () => {
    const odd: GateConfig = {
      ...gateConfig,
      signInUrl: 'https://auth.example.com/über?a="\'\\`${1}',
      groupNames: {
        0: '\u2028\u2029\u0085\u00a0\ufeff',
        4: '"; export default {}; //',
        5: '*/ </script> <!--',
        6: 'Zoë 日本 😀 \ud800',
        7: 'a\r\n\tb\0\x7f',
      },
    };
    const { whole, generation } = await imported(odd);
    expect(whole).toEqual({ ...odd, generation });
    expect(render({ gateConfig: odd })['usher.config.js']).toMatch(/^[\n -~]*$/);
  });
});

describe('http.conf', () => {
  test('names the gate by its whole path', () => {
    const lines = linesOf(render({ outDir: '/opt/usher' })['http.conf']);
    expect(lines).toContain('js_path /opt/usher;');
    expect(lines).toContain('js_import usher from /opt/usher/usher.js;');
  });

  test('makes every variable that the other files use', () => {
    const files = render({ organizr: true });
    const made = [...files['http.conf']!.matchAll(/^(?:js_var|js_set|map \S+) (\$\w+)/gm)].map(
      ([, name]) => name,
    );
    const used = Object.values(files).flatMap((content) => content.match(/\$usher_\w+/g) ?? []);
    // Not from http.conf: nginx shall not start where no server has server.conf.
    expect(files['server.conf']).toMatch(/^set \$usher_server found;$/m);
    // Nor this, which a server without server.conf shall not have: restricted tokens open nothing there.
    expect(files['server.conf']).toMatch(/^set \$usher_path \$uri;$/m);
    expect(new Set(used)).toEqual(new Set([...made, '$usher_server', '$usher_path']));
  });

  test('the address that was asked for is noted after a question to the gate leaves off', () => {
    const server = render({ organizr: true })['server.conf']!;
    const leavesOff = server.indexOf('{ break; }');
    expect(leavesOff).toBeGreaterThan(-1);
    expect(server.indexOf('set $usher_path $uri;')).toBeGreaterThan(leavesOff);
  });
});

describe('server.conf', () => {
  /** Locations with their insides. */
  const locationsOf = (organizr: boolean) =>
    [...render({ organizr })['server.conf']!.matchAll(/^location (.+) \{([^}]*)\}/gm)].map(
      ([, place, inside]) => ({ place, lines: linesOf(inside) }),
    );

  test.each([
    [false, ['^~ /_usher/']],
    [true, ['^~ /_usher/', '^~ /organizr-auth/', '^~ /auth-']],
  ])('has the places that ask the gate (--organizr: %s)', (organizr, expected) => {
    const asking = locationsOf(organizr).filter(({ lines }) =>
      lines.includes('js_content usher.authorize;'),
    );
    expect(asking.map(({ place }) => place)).toEqual(expected);
    for (const { lines } of asking) {
      expect(lines).toContain('internal;');
    }
  });

  test('guards none of its own places: an answer to a refusal must not be refused', () => {
    for (const { lines } of locationsOf(true)) {
      expect(lines).toContain('auth_request off;');
    }
  });

  test('has a place for every error page', () => {
    const pages = [...render()['server.conf']!.matchAll(/error_page \d+ (?:= )?(@\w+);/g)];
    const places = locationsOf(false).map(({ place }) => place);
    expect(pages.length).toBeGreaterThan(1);
    for (const [, page] of pages) {
      expect(places).toContain(page);
    }
  });
});

describe.each(['location.conf', 'identity.conf'])('%s', (name) => {
  const sets = (header: string) =>
    linesOf(render()[name]).filter((line) => line.startsWith(`proxy_set_header ${header} `));

  test.each([
    ['Remote-User', '$usher_user'],
    ['Remote-Name', '$usher_name'],
    ['Remote-Email', '$usher_email'],
    ['Remote-Groups', '$usher_group'],
    ['Remote-Group-Id', '$usher_group_id'],
  ])('sets %s, and drops every spelling with underscores', (header, value) => {
    expect(sets(header)).toEqual([`proxy_set_header ${header} ${value};`]);
    const dashes = header.split('-').length - 1;
    const spellings = Array.from({ length: 2 ** dashes - 1 }, (_, bits) => {
      let dash = 0;
      return header.replaceAll('-', () => ((bits + 1) & (1 << dash++) ? '_' : '-'));
    });
    for (const spelling of spellings) {
      expect(sets(spelling)).toEqual([`proxy_set_header ${spelling} "";`]);
    }
  });

  test('comes with the usual proxy headers only where it says so', () => {
    expect(sets('Host')).toHaveLength(name === 'location.conf' ? 1 : 0);
    expect(sets('X-Forwarded-Proto')).toHaveLength(name === 'location.conf' ? 1 : 0);
  });
});

describe('the folder', () => {
  test.each(['/etc/nginx/usher', '/', '/opt/usher-1.2_x', '/srv/ü/日本', '/a/../b', '/a,b@c+d=e~'])(
    'may be %s',
    (outDir) => {
      expect(render({ outDir })['http.conf']).toContain(`js_path ${outDir};\n`);
    },
  );

  test.each([
    '',
    'usher',
    './usher',
    '/my files',
    '/a\tb',
    '/a\nb',
    '/a\n',
    '/a\u00a0b',
    '/a;b',
    '/a;',
    '/a{b}',
    '/$host',
    '/a"b',
    "/a'b",
    '/a\\b',
    '/a#b',
  ])('may not be %j, which nginx would read as something else', (outDir) => {
    expect(() => render({ outDir })).toThrow(/nginx cannot include files from/);
  });

  test.each(['/a*', '/a?b', '/[a]', '/a]'])(
    'may not be %j: nginx includes what matches, and nothing without a word if that is nothing',
    (outDir) => {
      expect(() => render({ outDir })).toThrow(/nginx cannot include files from/);
    },
  );
});
