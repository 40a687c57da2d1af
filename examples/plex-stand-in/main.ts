/**
 * The stand-in as a program: `--listen HOST:PORT` (port 0: a free one). Prints one line with its address, ends on
 * SIGTERM and SIGINT.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { createPlexStandIn } from './app.js';

const USAGE = `Usage: plex-stand-in [--listen HOST:PORT] [--claim-delay MS]

  --listen HOST:PORT   where to listen (127.0.0.1:9180); port 0 takes a free one
  --claim-delay MS     how long a click on the authorise page stays unseen (0)
`;

const { values } = parseArgs({
  options: {
    listen: { type: 'string', default: '127.0.0.1:9180' },
    'claim-delay': { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});
const listen = /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):(\d{1,5})$/.exec(values.listen);
if (values.help || listen === null || !/^\d{1,6}$/.test(values['claim-delay'])) {
  process.stderr.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

let origin = 'https://plex.tv';
const { app } = createPlexStandIn({
  settings: { claimDelayMs: Number(values['claim-delay']) },
  pictures: () => origin,
});
const server = createServer(app);
server.on('error', (error) => {
  process.stderr.write(`plex-stand-in: ${error.message}\n`);
  process.exit(2);
});
const host = listen[1] ?? listen[2] ?? '127.0.0.1';
server.listen(Number(listen[3]), host, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const shown = host.includes(':') ? `[${host}]` : host;
  origin = `http://${shown}:${String(port)}`;
  process.stdout.write(`plex.tv stand-in listens on ${origin}\n`);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
