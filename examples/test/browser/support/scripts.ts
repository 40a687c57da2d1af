/** What scripts do on the page of an app. */
import type { Page } from 'playwright-core';

/** What a page of an app gets for a request that its script makes. */
export function fetchFrom(page: Page, address: string): Promise<Record<string, unknown>> {
  return page.evaluate(`fetch(${JSON.stringify(address)}).then(async (response) => ({
    status: response.status,
    redirected: response.redirected,
    type: response.headers.get('content-type'),
    body: await response.json().catch(() => null),
  }))`);
}

/** The first message of a WebSocket, or that it was closed before there was one. */
export function socketFrom(page: Page, address: string): Promise<string> {
  return page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket(${JSON.stringify(address.replace(/^http/, 'ws'))});
    socket.onmessage = ({ data }) => { resolve(data); socket.close(); };
    socket.onclose = () => resolve('closed');
  })`);
}
