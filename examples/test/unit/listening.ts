/** An application on a free port of loopback, for tests. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Listening = Readonly<{ url: string; close: () => Promise<void> }>;

export async function listening(app: RequestListener): Promise<Listening> {
  const server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The members of the stand-in's answers that tests read; which of them are there depends on what was asked. */
export type Answer = Readonly<{
  id: number;
  code: string;
  username: string;
  expiresIn: number;
  authToken: string;
  errors?: ReadonlyArray<Readonly<{ code: number; status?: number }>>;
  error: string;
  settings: unknown;
}>;

export async function jsonOf(response: Response): Promise<Answer> {
  return (await response.json()) as Answer;
}
