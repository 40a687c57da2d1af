/**
 * A process that changes the state in every way, one after the other, and says each change that is done. Arguments: data
 * folder, folder for revocations, first number. Ends when it is killed.
 */
import { createPublisher } from '../../../revocation/publisher.js';
import { createRevoker } from '../../../revocation/revoker.js';
import { openState } from '../../../state/sqlite-state.js';
import { sessionDetails } from './session-details.js';

const [dataDir = '', dir = '', first = ''] = process.argv.slice(2);

const NOW = 1_700_000_000;

const say = (text: string) => process.stdout.write(`${text}\n`);

say('begins');
const state = openState(dataDir);
const publisher = createPublisher(state, dir);
const revoker = createRevoker(state, () => publisher);
say('open');
for (let each = Number(first); ; each++) {
  const subject = `plex:${String(each)}`;
  const sid = `session-${String(each)}`;
  state.recordSession(sessionDetails({ sid, subject, groupId: each % 1000 }));
  say(`session ${String(each)}`);
  state.setOverride({
    subject,
    group: each % 2 === 0 ? 'refused' : each % 1000,
    note: `note ${String(each)}`,
    setAt: NOW,
    setBy: 'portal',
  });
  say(`override ${String(each)}`);
  state.addAudit({ at: NOW, actor: 'portal', action: 'x', subject, detail: String(each) });
  say(`audit ${String(each)}`);
  if (each % 3 === 0) {
    const { unpublished } = revoker.revokeSubject(subject, NOW);
    if (unpublished !== undefined) {
      throw unpublished;
    }
    say(`stamp ${String(each)}`);
  }
}
