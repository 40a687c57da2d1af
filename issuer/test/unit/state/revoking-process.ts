/**
 * A process that revokes one after the other and says each one that is done. Arguments: data folder, folder for
 * revocations, `subjects` or `sessions` (all of one subject), first number, how many.
 */
import { createPublisher } from '../../../revocation/publisher.js';
import { createRevoker } from '../../../revocation/revoker.js';
import { openState } from '../../../state/sqlite-state.js';

const [dataDir = '', dir = '', what = '', first = '', many = ''] = process.argv.slice(2);

const NOW = 1_700_000_000;

const state = openState(dataDir);
const publisher = createPublisher(state, dir);
const revoker = createRevoker(state, () => publisher);
for (let each = Number(first); each < Number(first) + Number(many); each++) {
  const { unpublished } =
    what === 'subjects'
      ? revoker.revokeSubject(`plex:${String(each)}`, NOW)
      : revoker.endSession({ sid: String(each), subject: 'plex:1', expiresAt: NOW + 100 }, NOW);
  if (unpublished !== undefined) {
    throw unpublished;
  }
  process.stdout.write(`${String(each)}\n`);
}
