/** An app and an nginx with the gate in front of it, for one group of tests. */
import { startApp, type App } from './app.js';
import { startNginx, type Nginx, type NginxOptions } from './nginx.js';

export type Gate = Readonly<{ app: App; nginx: Nginx; stop: () => Promise<void> }>;

/** Starts both; in `http`, __APP__ stands for the app's address. */
export async function startGate(options: NginxOptions): Promise<Gate> {
  const app = await startApp();
  try {
    const replace = { __APP__: app.address, ...options.replace };
    const nginx = await startNginx({ ...options, replace });
    return { app, nginx, stop: () => stopAll(app, nginx) };
  } catch (error) {
    await app.stop();
    throw error;
  }
}

/** Stops all in this order, and fails with the first failure only when all have been told to stop. */
export async function stopAll(
  ...parts: readonly { readonly stop: () => Promise<void> }[]
): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part.stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

/** A location that the gate guards, in front of the app. */
export function guarded(path: string, threshold: number): string {
  return `
    location ${path} {
      auth_request /_usher/${String(threshold)};
      include __GATE__/location.conf;
      proxy_pass http://__APP__;
    }`;
}

/** A server with the given locations, and what it takes to guard them. */
export function server(locations: string): string {
  return `
    include __GATE__/http.conf;
    server {
      listen __LISTEN__;
      include __GATE__/server.conf;
      ${locations}
    }`;
}
