/** `usher keys …`: names, options, help. */
import type { Command } from 'commander';
import type { CommandIo } from './command-io.js';
import { keysGenerate, type KeysGenerateOptions } from './keys-generate.js';
import { keysImport, type KeysImportOptions } from './keys-import.js';
import { keysList, type KeysListOptions } from './keys-list.js';
import { keysRotate, type KeysRotateOptions } from './keys-rotate.js';
import { withConfig, type Run } from './program-options.js';

export function addKeys(program: Command, io: CommandIo, run: Run): void {
  const keys = program
    .command('keys')
    .description('the keys that sign and verify sessions (keys.json in the data folder)');
  withConfig(keys.command('generate'))
    .description('make keys.json; secrets are never shown')
    .option('--alg <name>', 'HS256, ES256, EdDSA or RS256 (default: HS256)')
    .option(
      '--add',
      'append a key to an existing keys.json: it verifies, what signs goes on signing',
    )
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nAn existing keys.json is never replaced.\n\nExample:\n  usher keys generate --config usher.yaml',
    )
    .action((options: KeysGenerateOptions) => run(keysGenerate(options, io)));
  withConfig(keys.command('list'))
    .description('list the keys by kid, with size, age, and what each of them does')
    .option('--json', 'for programs')
    .addHelpText('after', '\nExample:\n  usher keys list --config usher.yaml')
    .action((options: KeysListOptions) => run(keysList(options, io)));
  addKeyChanges(keys, io, run);
}

function addKeyChanges(keys: Command, io: CommandIo, run: Run): void {
  withConfig(keys.command('rotate'))
    .description('let a new key take over, so that nobody is signed out')
    .option('--alg <name>', 'HS256, ES256, EdDSA or RS256 (default: as the key that signs now)')
    .option('--lead <duration>', 'how long gates have to learn of it before it signs', '1h')
    .option(
      '--keep <duration>',
      'how long the old keys verify after that (default: as long as the longest session or API token)',
    )
    .option('--now', 'emergency: drop all old keys at once; everybody signs in again')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nThe new key verifies at once and signs after the lead time. In between, write the nginx files again and reload.\n' +
        '"usher serve" needs no restart.\n\nExample:\n  usher keys rotate --config usher.yaml --lead 30m',
    )
    .action((options: KeysRotateOptions) => run(keysRotate(options, io)));
  withConfig(keys.command('import'))
    .description('take over keys that can sign; they verify, and sign where there are no others')
    .argument('<file>', 'a JWK, a JWK Set (RFC 7517) or a private key in PEM form')
    .option('--json', 'for programs')
    .addHelpText('after', '\nExample:\n  usher keys import --config usher.yaml old-portal.pem')
    .action((file: string, options: KeysImportOptions) => run(keysImport(file, options, io)));
}
