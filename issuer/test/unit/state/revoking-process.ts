/**
 * A process that revokes one subject after the other and says each one that is done. Arguments: data folder, folder for
 * revocations, first number, how many.
 */
import { createPublisher } from '../../../revocation/publisher.js';
import { createRevoker } from '../../../revocation/revoker.js';
import { openState } from '../../../state/sqlite-state.js';

const [dataDir = '', dir = '', first = '', many = ''] = process.argv.slice(2);

const state = openState(dataDir);
const publisher = createPublisher(state, dir);
const revoker = createRevoker(state, () => publisher);
for (let each = Number(first); each < Number(first) + Number(many); each++) {
  const { unpublished } = revoker.revokeSubject(`plex:${String(each)}`, 1_700_000_000);
  if (unpublished !== undefined) {
    throw unpublished;
  }
  process.stdout.write(`${String(each)}\n`);
}
