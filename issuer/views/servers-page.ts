/** Which of the owner's servers it is about. Pure. */
import type { Message } from '../languages/message.js';
import { html, type Html } from './html.js';
import { alert, mark, renderPage, type Portal } from './page.js';

export type ServersPage = Readonly<{
  accountName: string;
  plexId: number;
  servers: readonly Readonly<{ machineIdentifier: string; name: string }>[];
  /** Machine identifiers of those that are ticked. */
  chosen: readonly string[];
  /** Another account is attached, and would not be any more. */
  instead?: Readonly<{ name: string; plexId: number }>;
  problem?: Message;
}>;

export function renderServersPage(portal: Portal, page: ServersPage): string {
  const { instead, problem, accountName, plexId } = page;
  const { t } = portal;
  return renderPage(portal, {
    title: t('admin.link.servers.title'),
    main: html`${mark(portal)}
      <h1>${t('admin.link.servers.question')}</h1>
      <p class="lead">
        ${portal.tHtml('admin.link.servers.lead', {
          account: html`<strong><bdi>${accountName}</bdi></strong>`,
          id: String(plexId),
        })}
      </p>
      ${
        instead !== undefined &&
        alert(
          t('admin.link.instead', { name: instead.name, id: String(instead.plexId) }),
          t('admin.link.instead_hint'),
        )
      }
      ${problem !== undefined && alert(t(problem))}
      <form method="post" action="${portal.base}/admin/link/servers">
        <fieldset>
          <legend>${t('admin.link.servers')}</legend>
          ${page.servers.map((server, at) => tick(portal, server, at, page))}
        </fieldset>
        <button class="main">${t('admin.link.attach')}</button>
      </form>
      <p class="centred"><a href="${portal.base}/admin">${t('admin.link.back_unchanged')}</a></p>`,
  });
}

function tick(
  portal: Portal,
  { machineIdentifier, name }: ServersPage['servers'][number],
  at: number,
  { chosen, servers }: ServersPage,
): Html {
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
      ><bdi>${name === '' ? portal.t('admin.link.nameless') : name}</bdi>
      <small>${machineIdentifier}</small></label
    >
  </div>`;
}
