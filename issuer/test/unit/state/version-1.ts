/** A state file of schema version 1, as the first release made it. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { MIGRATIONS } from '../../../state/migrations.js';

/**
 * @param dataDir an existing folder
 * @param sql more, to put rows in
 */
export function makeVersion1(dataDir: string, sql = ''): void {
  const path = join(dataDir, 'usher.sqlite');
  const database = new Database(path);
  database.exec(`PRAGMA journal_mode = WAL; BEGIN; ${MIGRATIONS[0] ?? ''};
    PRAGMA user_version = 1; ${sql}; COMMIT`);
  database.close();
  chmodSync(path, 0o600);
}
