/** The portal's pages for who asks: in their language and colours. */
import type { Request } from 'express';
import { textsOf } from '../languages/texts.js';
import type { Portal as PortalView, Site } from '../views/page.js';
import { lookOf, pageAddress } from './look.js';

export function pageView(site: Site, req: Request): PortalView {
  const { language, theme, chosenLanguage } = lookOf(req);
  const back = pageAddress(req);
  return {
    ...site,
    ...textsOf(language),
    theme,
    ...(chosenLanguage !== undefined && { chosenLanguage }),
    ...(back !== undefined && { back }),
  };
}
