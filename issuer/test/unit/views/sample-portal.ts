/** A portal that pages are rendered for. */
import type { Language } from '../../../languages/language.js';
import { textsOf } from '../../../languages/texts.js';
import type { Portal } from '../../../views/page.js';

export function samplePortal(
  site: Readonly<{ base?: string; serverName?: string; language?: Language }> = {},
): Portal {
  const { base = '', serverName = 'Sample Server', language = 'en' } = site;
  return { base, serverName, ...textsOf(language), theme: 'auto' };
}
