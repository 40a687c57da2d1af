/** Every command and every configuration in the documentation is tried: what it shows works. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { parse, stringify } from 'yaml';
import schema from '../../../issuer/config/usher-schema.json' with { type: 'json' };
import packageJson from '../../../package.json' with { type: 'json' };
import { LOG_REASONS } from '../../../issuer/http/log-reason.js';
import { denyReasons } from '../../../shared/deny-reason.js';

const run = promisify(execFile);
const CLI = resolve('issuer/dist/cli.js');
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
const MODULE = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules', '/etc/nginx/modules']
  .map((dir) => join(dir, 'ngx_http_js_module.so'))
  .find((path) => existsSync(path));

type Block = Readonly<{ file: string; line: number; language: string; text: string }>;

const FILES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `examples/${name}`),
];
const BLOCKS = FILES.flatMap(blocksOf);

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'usher-docs-'));
  const readme = BLOCKS.find(({ file, language }) => file === 'README.md' && language === 'yaml');
  writeFileSync(join(folder, 'usher.yaml'), filledIn(readme?.text ?? ''));
  writeFileSync(join(folder, 'organizr-secret'), 'typed by somebody');
  await usher('nginx', '--config', 'usher.yaml', '--out', join(folder, 'nginx'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a configuration in the documentation', () => {
  test.each(ofLanguage('yaml'))('is one that usher check likes: %s', async (_name, { text }) => {
    // A page may show one section alone; the rest is then the README's.
    const whole = {
      ...parse(readFileSync(join(folder, 'usher.yaml'), 'utf8')),
      ...parse(filledIn(text)),
    };
    writeFileSync(join(folder, 'shown.yaml'), stringify(whole));
    await expect(usher('check', '--config', 'shown.yaml')).resolves.toBeDefined();
  });

  test('names each setting that there is', () => {
    const page = readFileSync('docs/configuration.md', 'utf8');
    expect(settings().filter((setting) => !page.includes(`\`${setting}\``))).toEqual([]);
  });
});

describe('a file of another program in the documentation', () => {
  test.each(ofLanguage('yml'))('is YAML at least: %s', (_name, { text }) => {
    expect(parse(text)).toEqual(expect.any(Object));
  });
});

describe('a piece of nginx configuration in the documentation', () => {
  test.each(ofLanguage('nginx'))('is one that nginx takes: %s', async (_name, { text }) => {
    writeFileSync(join(folder, 'nginx.conf'), nginxConf(text));
    await expect(
      run('nginx', ['-t', '-p', folder, '-c', join(folder, 'nginx.conf')], {
        env: { ...process.env, PATH },
      }),
    ).resolves.toBeDefined();
  });
});

describe('a command in the documentation', () => {
  const commands = BLOCKS.filter(({ language }) => language === 'sh').flatMap(
    ({ file, line, text }) =>
      text
        .trim()
        .split('\n')
        .map((command, index) => [`${file}:${line + index + 1} ${command}`, command] as const),
  );
  const services = BLOCKS.filter(({ language }) => language === 'ini').map(
    ({ file, line, text }) => [`${file}:${line}`, /^ExecStart=(.*)$/m.exec(text)?.[1]] as const,
  );
  test.each(commands)('works: %s', async (_name, command) => {
    await tryCommand(command);
  });

  test.each(services)('works as a service: %s', async (_name, command) => {
    await tryCommand(command ?? 'no ExecStart');
  });
});

describe('the documentation', () => {
  test('has no block of an unknown language', () => {
    const tried = ['sh', 'yaml', 'yml', 'nginx'];
    const onlyShown = ['json', 'text', 'diff', 'ts', 'ini', 'caddyfile', 'haproxy'];
    const known = [...tried, ...onlyShown];
    expect(BLOCKS.filter(({ language }) => !known.includes(language))).toEqual([]);
  });

  test.each(FILES)('has no dead link to a file of ours: %s', (file) => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((link) => !/^(https?:|#|mailto:)/.test(link));
    const dead = links.filter((link) => !existsSync(join(dirname(file), link.replace(/#.*/, ''))));
    expect(dead).toEqual([]);
  });

  test('has a line for each deny reason, and none for one that does not exist', () => {
    const page = readFileSync('docs/deny-reasons.md', 'utf8');
    const listed = [...page.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
    expect(listed).toEqual([...denyReasons()]);
  });

  test('says in the security model what comes of each deny reason', () => {
    const page = readFileSync('docs/security-model.md', 'utf8');
    const table = page.slice(
      page.indexOf('## What fails how'),
      page.indexOf('## Threat by threat'),
    );
    expect(denyReasons().filter((reason) => !table.includes(`\`${reason}\``))).toEqual([]);
  });

  test('has a line for each reason of the portal’s log, and none for one that does not exist', () => {
    const page = readFileSync('docs/portal-log.md', 'utf8');
    const listed = [...page.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
    expect(listed).toEqual([...LOG_REASONS]);
  });
});

function blocksOf(file: string): Block[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

function ofLanguage(language: string): (readonly [string, Block])[] {
  return BLOCKS.filter((block) => block.language === language).map(
    (block) => [`${block.file}:${block.line}`, block] as const,
  );
}

/** The sample's identifier is refused, so that nobody keeps it: a reader puts their own there. */
function filledIn(yaml: string): string {
  return yaml.replaceAll('0123456789abcdef0123456789abcdef01234567', 'ab12'.repeat(10));
}

function usher(...args: string[]) {
  return run(process.execPath, [CLI, ...args], { cwd: folder });
}

/** What a reader has around the piece: an http block with http.conf, a server with server.conf. */
function nginxConf(piece: string): string {
  const wholeServer = /\bserver \{/.test(piece);
  const text = wholeServer
    ? piece
    : piece.startsWith('log_format ')
      ? `include /etc/nginx/usher/http.conf; ${piece}`
      : `include /etc/nginx/usher/http.conf; server { include /etc/nginx/usher/server.conf; ${piece} }`;
  const here = text
    .replaceAll('/etc/nginx/usher', join(folder, 'nginx'))
    .replaceAll('/var/log/nginx', folder)
    .replaceAll('server {', `server { listen unix:${folder}/socket;`);
  return `load_module ${MODULE}; pid ${folder}/pid; error_log ${folder}/error.log; events { } http { ${here} }`;
}

/** @throws for a command that nobody has thought of how to try */
async function tryCommand(shown: string): Promise<void> {
  const command = shown
    .replace(/^sudo /, '')
    .replace(/ +# .*$/, '')
    .replaceAll('/etc/usher/', '');
  if (command.startsWith('scripts/')) {
    // CI runs scripts/test itself, and up.test.ts runs scripts/up.
    accessSync(command.split(' ')[0] ?? '', constants.X_OK);
  } else if (command === 'npm ci' || command === 'npm run build') {
    // scripts/test has run both to come here.
    expect(existsSync(CLI)).toBe(true);
  } else if (command.startsWith('npm run ')) {
    expect(Object.keys(packageJson.scripts)).toContain(command.split(' ')[2]);
  } else if (command === 'npm install --global .') {
    await run('npm', ['install', '--global', '--prefix', join(folder, 'global'), '.']);
    const { stdout } = await run(join(folder, 'global/bin/usher'), ['--version']);
    expect(stdout.trim()).toBe(packageJson.version);
  } else if (command.startsWith('install ')) {
    const me = String(process.getuid?.());
    const here = command.replace('-o usher', `-o ${me}`).replace('/var/lib', folder);
    await run('install', here.split(' ').slice(1));
    expect(statSync(join(folder, 'usher')).mode & 0o777).toBe(0o711);
  } else if (command.startsWith('usher serve ')) {
    await runUntilItListens([CLI, ...command.split(' ').slice(1)], folder);
  } else if (command.startsWith('node examples/dist/')) {
    const args = command
      .replace(/(--listen [\d.]+):\d+/, '$1:0')
      .split(' ')
      .slice(1);
    await runUntilItListens(args, '.');
  } else if (/^usher (explain|link .*--status)/.test(command)) {
    // Nobody has signed in here: 1.
    const { code, stderr } = await usher(...command.split(' ').slice(1)).then(
      () => ({ code: 0, stderr: '' }),
      (error: unknown) => error as Readonly<{ code: number; stderr: string }>,
    );
    expect([[0, 1].includes(code), stderr]).toEqual([true, '']);
  } else if (command.startsWith('usher user totp ')) {
    await setUpAuthenticator(command);
  } else if (command.includes(' | usher ')) {
    const shim = `usher() { '${process.execPath}' '${CLI}' "$@"; }`;
    await run('sh', ['-euc', `${shim}; ${command}`], { cwd: folder });
  } else if (/^usher user (add|password) /.test(command)) {
    const typed = usher(...wordsOf(command).slice(1));
    typed.child.stdin?.end('several words in a row\n');
    await typed;
  } else if (command.startsWith('usher ')) {
    const here = command
      .replaceAll('/etc/nginx/usher', join(folder, 'nginx'))
      .replaceAll('/var/backups', join(folder, 'backups'));
    await usher(...wordsOf(here).slice(1));
  } else {
    throw new Error(`docs.test.ts does not know how to try: ${command}`);
  }
}

/** Words, or texts in quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** At a terminal, as its reader does: the key goes into an authenticator, and its code is typed. */
async function setUpAuthenticator(command: string): Promise<void> {
  const typed = `'${process.execPath}' '${CLI}' ${command.replace('usher ', '')}`;
  const child = spawn('script', ['-qec', typed, '/dev/null'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  let isTyped = false;
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    output += String(chunk);
    const [, secret] = /key there: ([A-Z2-7]+)[\s\S]*The code that it shows: /.exec(output) ?? [];
    if (secret !== undefined && !isTyped) {
      isTyped = true;
      child.stdin.write(`${new TOTP({ secret }).generate()}\n`);
    }
  }
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  expect([code, output]).toEqual([0, expect.stringContaining('Each is good once')]);
}

async function runUntilItListens(args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, USHER_ISSUER_LISTEN: '127.0.0.1:0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    output += String(chunk);
    if (/127\.0\.0\.1:\d+/.test(output)) {
      break;
    }
  }
  child.kill('SIGTERM');
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  expect(code).toBe(0);
}

type Node = Readonly<{ properties?: Readonly<Record<string, Node>> }>;

/** `issuer.url` and so on; the top level where it has no members of its own. */
function settings(): string[] {
  return Object.entries((schema as Node).properties ?? {}).flatMap(([section, node]) =>
    section === 'groups' ? [section] : settingsBelow(section, node),
  );
}

function settingsBelow(path: string, { properties }: Node): string[] {
  return properties === undefined
    ? [path]
    : Object.entries(properties).flatMap(([key, node]) => settingsBelow(`${path}.${key}`, node));
}
