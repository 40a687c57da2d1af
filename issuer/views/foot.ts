/** What stands below every page. Pure. */
import { html, type Html } from './html.js';
import { lookForm } from './look-form.js';
import type { Portal } from './page.js';

/** @param back where the choice of language and colours leads back to, a path; the page itself unless given */
export function foot(portal: Portal, back?: string): Html {
  const link = portal.branding?.footer;
  return html`<footer>
    ${link !== undefined && html`<p><a href="${link.url}">${link.text}</a></p>`}
    <p>${portal.t('footer.not_affiliated')}</p>
    <details name="foot">
      <summary>${portal.t('footer.privacy')}</summary>
      <p>${portal.t('footer.stored')}</p>
    </details>
    <details name="foot">
      <summary>${portal.t('footer.look')}</summary>
      ${lookForm(portal, 'foot', back)}
    </details>
  </footer>`;
}
