/** The link of a new guest pass, which is shown this once, and what the pass is for. Pure. */
import { COPY_SCRIPT_ASSET } from './assets.js';
import { dayText } from './day-text.js';
import { html } from './html.js';
import { passesPath, renderPassFrame, type PassPlace } from './pass-frame.js';
import { groupTag, opensText, type ShownPass } from './passes-page.js';
import type { Portal } from './page.js';
import { qrCode, type QrModules } from './qr-code.js';

export type PassMadePage = Readonly<{
  place: PassPlace;
  pass: Pick<ShownPass, 'name' | 'groupId' | 'groupName' | 'opens' | 'endsAt' | 'maxUses'>;
  /** A secret. */
  link: string;
  code: QrModules;
}>;

export function renderPassMadePage(portal: Portal, page: PassMadePage): string {
  const { place, pass, link, code } = page;
  const { name, endsAt, maxUses } = pass;
  const path = passesPath(portal, place);
  return renderPassFrame(portal, {
    place,
    title: portal.t('pass.made.title', { name }),
    back: path,
    scripts: [COPY_SCRIPT_ASSET],
    main: html`<div class="made">
      ${qrCode(code, portal.t('pass.made.code'))}
      <div>
        <label for="link">${portal.t('pass.made.link')}</label>
        <input id="link" value="${link}" readonly dir="ltr" spellcheck="false" />
        <div class="buttons copying">
          <button
            type="button"
            data-copy="link"
            data-status="copied"
            data-done="${portal.t('pass.made.copied')}"
            hidden
          >
            ${portal.t('pass.made.copy')}
          </button>
          <span class="note" id="copied" role="status"></span>
        </div>
        <p>${portal.t('pass.made.once')}</p>
        <p>${opensText(portal, pass)} ${groupTag(portal, pass)}</p>
        <p class="note">
          ${portal.tHtml('pass.until', { day: dayText(portal, endsAt) })}
          ${maxUses !== undefined && html`· ${portal.t('pass.made.devices', { count: maxUses })}`}
        </p>
        <p class="buttons"><a class="button" href="${path}">${portal.t('pass.made.done')}</a></p>
      </div>
    </div>`,
  });
}
