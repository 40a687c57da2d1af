/** The choice of language and colours: on every page's foot, and on the account page. Pure. */
import { LANGUAGE_NAMES, LANGUAGES } from '../languages/language.js';
import { html, type Fragment, type Html } from './html.js';
import type { Portal } from './page.js';

/**
 * @param id unlike that of another such form on the page
 * @param back where to come back to, a path; the page itself unless given
 */
export function lookForm(portal: Portal, id: string, back = portal.back): Html {
  const { t, theme } = portal;
  return html`<form class="look" method="post" action="${portal.base}/look">
    ${back !== undefined && html`<input type="hidden" name="back" value="${back}" />`}
    <p>
      <label for="${id}-language">${t('look.language')}</label>
      <select id="${id}-language" name="language" autocomplete="off">
        ${option('', t('look.language.auto'), portal.chosenLanguage === undefined)}
        ${LANGUAGES.map((language) =>
          option(
            language,
            LANGUAGE_NAMES[language],
            portal.chosenLanguage === language,
            html` lang="${language}"`,
          ),
        )}
      </select>
    </p>
    <p>
      <label for="${id}-theme">${t('look.theme')}</label>
      <select id="${id}-theme" name="theme" autocomplete="off">
        ${option('auto', t('look.theme.auto'), theme === 'auto')}
        ${option('light', t('look.theme.light'), theme === 'light')}
        ${option('dark', t('look.theme.dark'), theme === 'dark')}
      </select>
    </p>
    <button>${t('look.save')}</button>
  </form>`;
}

function option(value: string, name: string, isSelected: boolean, lang?: Fragment): Html {
  return html`<option value="${value}" ${lang}${isSelected && html` selected`}>${name}</option>`;
}
