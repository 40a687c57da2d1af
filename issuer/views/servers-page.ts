/** Which of the owner's servers it is about. Pure. */
import { html } from './html.js';
import { alert, mark, renderPage, type Portal } from './page.js';

export type ServersPage = Readonly<{
  accountName: string;
  plexId: number;
  servers: readonly Readonly<{ machineIdentifier: string; name: string }>[];
  /** Machine identifiers of those that are ticked. */
  chosen: readonly string[];
  /** Another account is attached, and would not be any more. */
  instead?: Readonly<{ name: string; plexId: number }>;
  problem?: Readonly<{ message: string }>;
}>;

export function renderServersPage(portal: Portal, page: ServersPage): string {
  const { instead, problem } = page;
  return renderPage(portal, {
    title: 'Choose servers',
    main: html`${mark(portal)}
      <h1>Which servers?</h1>
      <p class="lead">
        <strong>${page.accountName}</strong> (${page.plexId}) owns these. Who has access to one that
        you choose may sign in here.
      </p>
      ${
        instead !== undefined &&
        alert(
          `This takes the place of ${instead.name} (${String(instead.plexId)}).`,
          'Who owns the servers is another person then. If that is not what you want, go back, and pick the other account at Plex.',
        )
      }
      ${problem !== undefined && alert(problem.message)}
      <form method="post" action="${portal.base}/admin/link/servers">
        <fieldset>
          <legend>Servers</legend>
          ${page.servers.map((server, at) => tick(server, at, page))}
        </fieldset>
        <button class="main">Attach</button>
      </form>
      <p class="centred"><a href="${portal.base}/admin">Back, and change nothing</a></p>`,
  });
}

function tick(
  { machineIdentifier, name }: ServersPage['servers'][number],
  at: number,
  { chosen, servers }: ServersPage,
) {
  const isTicked = chosen.includes(machineIdentifier) || servers.length === 1;
  const id = `server-${String(at)}`;
  return html`<div class="tick">
    <input
      type="checkbox"
      id="${id}"
      name="server"
      value="${machineIdentifier}"
      ${isTicked && html` checked`}
    />
    <label for="${id}"
      >${name === '' ? 'Without a name' : name} <small>${machineIdentifier}</small></label
    >
  </div>`;
}
