/** What a run of pages.test.ts looks at, and whether it keeps pictures: `npm run gallery` says so in the environment. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { isLanguage, type Language } from '../../../../issuer/languages/language.js';

type Size = Readonly<{ width: number; height: number; isPhone: boolean }>;

type Shown = Readonly<{
  language: Language;
  name: string;
  width: number;
  colorScheme: 'light' | 'dark';
}>;

export type Gallery = Readonly<{
  languages: readonly Language[];
  sizes: readonly Size[];
  /** Does nothing where no pictures are wanted. */
  keep: (page: Page, shown: Shown) => Promise<void>;
}>;

const PHONE: Size = { width: 360, height: 740, isPhone: true };
const TABLET: Size = { width: 768, height: 1024, isPhone: false };
const DESK: Size = { width: 1440, height: 900, isPhone: false };

/** @param env `GALLERY_DIR`: folder of the pictures; `GALLERY_LANGUAGES`: `en,de` */
export function galleryOf(env: NodeJS.ProcessEnv): Gallery {
  const { GALLERY_DIR: folder, GALLERY_LANGUAGES: languages = 'en' } = env;
  return {
    languages: languages.split(',').filter(isLanguage),
    sizes: folder === undefined ? [PHONE, DESK] : [PHONE, TABLET, DESK],
    keep: async (page, { language, name, width, colorScheme }) => {
      if (folder === undefined) {
        return;
      }
      mkdirSync(join(folder, language), { recursive: true });
      const file = `${name}-${String(width)}-${colorScheme}.png`;
      await page.screenshot({ path: join(folder, language, file), fullPage: true });
    },
  };
}
