/**
 * The sample app as a program: `--name NAME --listen HOST:PORT` (port 0: a free one). Prints one line with its
 * address, ends on SIGTERM and SIGINT.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { createSampleApp } from './app.js';
import { createSampleSocket } from './socket.js';

const USAGE = `Usage: sample-app [--name NAME] [--listen HOST:PORT]

  --name NAME          what the app calls itself (Sample app)
  --listen HOST:PORT   where to listen (127.0.0.1:9181); port 0 takes a free one
`;

const { values } = parseArgs({
  options: {
    name: { type: 'string', default: 'Sample app' },
    listen: { type: 'string', default: '127.0.0.1:9181' },
    help: { type: 'boolean', default: false },
  },
});
const listen = /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):(\d{1,5})$/.exec(values.listen);
if (values.help || listen === null) {
  process.stderr.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const server = createServer(createSampleApp(values.name));
server.on('upgrade', createSampleSocket(values.name));
server.on('error', (error) => {
  process.stderr.write(`sample-app: ${error.message}\n`);
  process.exit(2);
});
const host = listen[1] ?? listen[2] ?? '127.0.0.1';
server.listen(Number(listen[3]), host, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const shown = host.includes(':') ? `[${host}]` : host;
  process.stdout.write(`${values.name} listens on http://${shown}:${String(port)}\n`);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    // Open WebSockets would keep it alive.
    process.exit(0);
  });
}
