/**
 * Two apps on hosts of their own behind a real nginx, and a portal whose clock can be set: nginx goes by the real one, so
 * a sign-in that the portal dates back is a session that is old already.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { gateConfigOf } from '../../../../issuer/keys/gate-config.js';
import {
  RING,
  startPortal,
  type RunningPortal,
} from '../../../../issuer/test/portal/running-portal.js';
import { stopAll } from '../../../../njs-validator/test/nginx/support/gate.js';
import { startNginx, type Nginx } from '../../../../njs-validator/test/nginx/support/nginx.js';
import { findCookies } from '../../../../shared/cookie-candidates.js';
import { createPorts } from '../../../../scripts/ports.js';

export const HOSTS = ['auth', 'one', 'two'].map((name) => `${name}.example.test`);

export type Arrival = Readonly<{ method: string; url: string; host: string; session: string }>;

export type RenewalStage = Readonly<{
  portal: RunningPortal;
  /** Its name. */
  sessionCookie: string;
  /** For example https://one.example.test:port */
  origin: (name: 'auth' | 'one' | 'two') => string;
  /** The portal dates its answers so many seconds back from now on. */
  dateBack: (seconds: number) => void;
  /** What has reached an app since the last call. */
  arrivals: () => readonly Arrival[];
  /** Lines of nginx's log about `/_usher/renew` since the last call: `GET /_usher/renew 204`. */
  renewals: () => readonly string[];
  stop: () => Promise<void>;
}>;

/** An hour old token of a session that lives a day, say: how many seconds ago it was issued. */
export function ageOf(session: string): number {
  return Date.now() / 1000 - (decodeJwt(session).iat ?? NaN);
}

/** Over plain http browsers send no Sec-Fetch headers. */
export async function startRenewalStage(scheme: 'http' | 'https'): Promise<RenewalStage> {
  const port = await createPorts(true).take(0);
  const origin = (name: string) => `${scheme}://${name}.example.test:${String(port)}`;
  const sessionCookie = scheme === 'https' ? '__Secure-usher' : 'usher';
  const app = await startStrictApp(sessionCookie);
  const portal = await startPortal({ url: origin('auth'), domain: 'example.test' });
  let nginx: Nginx | undefined;
  const stop = async () => {
    await stopAll(...(nginx === undefined ? [] : [nginx]), app, { stop: portal.close });
  };
  try {
    nginx = await startNginx({
      gateConfig: {
        ...gateConfigOf(portal.config, RING),
        renewalUrl: `${portal.address}/renew`,
      },
      files: certificate(),
      replace: {
        __PORT__: `${String(port)}${scheme === 'https' ? ' ssl' : ''}`,
        __APP__: app.address,
        __PORTAL__: portal.address,
      },
      http: SITE,
      // The portal is stopped in the middle of it.
      expectedErrors: /connect\(\) failed/,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const { folder } = nginx;
  let seen = 0;
  return {
    portal,
    sessionCookie,
    origin,
    dateBack: (seconds) => {
      portal.clock.now = Math.floor(Date.now() / 1000) - seconds;
    },
    arrivals: app.arrivals,
    renewals: () => {
      const lines = readFileSync(join(folder, 'logs/access.log'), 'utf8').split('\n').slice(0, -1);
      const news = lines.slice(seen);
      seen = lines.length;
      return news
        .map((line) => line.split(' ').slice(0, 3).join(' '))
        .filter((line) => line.includes(' /_usher/renew'));
    },
    stop,
  };
}

/** As examples/nginx/subdomain has it, with a header of the operator's own that must survive. */
const SITE = `
  include __GATE__/http.conf;
  ssl_certificate __FOLDER__/fullchain.pem;
  ssl_certificate_key __FOLDER__/privkey.pem;
  server {
    listen 127.0.0.1:__PORT__;
    server_name auth.example.test;
    location / {
      proxy_pass __PORTAL__;
      proxy_buffer_size 8k;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
  server {
    listen 127.0.0.1:__PORT__;
    server_name one.example.test two.example.test;
    add_header X-Operator kept;
    include __GATE__/server.conf;
    location / {
      auth_request /_usher/4;
      include __GATE__/location.conf;
      proxy_pass http://__APP__;
    }
  }`;

/** Signed by itself, for one day. */
function certificate(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'usher-certificate-'));
  const files = ['privkey.pem', 'fullchain.pem'];
  const [key = '', certificateFile = ''] = files.map((name) => join(folder, name));
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-days', '1', '-nodes', '-newkey', 'ec'],
        ...['-pkeyopt', 'ec_paramgen_curve:prime256v1', '-subj', '/CN=example.test'],
        ...['-addext', 'subjectAltName=DNS:*.example.test'],
        ...['-keyout', key, '-out', certificateFile],
      ],
      { stdio: 'pipe' },
    );
    return Object.fromEntries(
      files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>App</title>
<link rel="icon" href="/icon.svg"></head><body><h1>App</h1>
<form method="post" action="/form"><button name="b" value="1">Send</button></form></body></html>`;

/** An app whose content policy lets in nothing but its own; it takes forms and WebSockets. */
async function startStrictApp(sessionCookie: string) {
  const arrivals: Arrival[] = [];
  const note = ({ method = '', url = '', headers }: IncomingMessage): void => {
    const [session = ''] = findCookies(headers.cookie ?? '', sessionCookie);
    arrivals.push({ method, url, host: headers.host ?? '', session });
  };
  const server = createServer((req, res) => {
    note(req);
    const isPage = !/^\/(api|icon)/.test(req.url ?? '');
    res.setHeader('Content-Security-Policy', "default-src 'self'");
    res.setHeader('Content-Type', isPage ? 'text/html; charset=utf-8' : 'application/json');
    req.resume().on('end', () => res.end(isPage ? PAGE : '{"fine":true}'));
  });
  server.on('upgrade', (req, socket) => {
    note(req);
    // By this the browser knows that it was understood (RFC 6455, 4.2.2).
    const accept = createHash('sha1')
      .update(`${req.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    // A frame of text: "hi". The browser ends it.
    socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
    socket.on('data', () => socket.end());
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    arrivals: () => arrivals.splice(0),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
