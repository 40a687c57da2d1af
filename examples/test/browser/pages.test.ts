/**
 * Every page of ours in each of its states, on a phone and on a desk, light and dark: nothing sticks out, everything has a
 * label and enough contrast, the keyboard gets everywhere, the markup is valid. That no browser complains (errors, content
 * policy, other hosts) is asserted after each test of this ring. `npm run gallery` looks at more sizes and languages, and
 * keeps pictures.
 */
import { describe, expect, test } from '@jest/globals';
import {
  keyboardFaults,
  markupFaults,
  movements,
  overflow,
  reflowFaults,
  ruleBreaks,
  watchMarkup,
} from './support/page-checks.js';
import { galleryOf } from './support/gallery.js';
import { PAGE_STATES } from './support/page-states.js';
import { startWalk } from './support/page-walk.js';
import { useStage } from './support/stage.js';
import { CONFIGURED_STATES, MORE_CONFIGURATION } from './support/states/configured-states.js';

const COLOURS = ['light', 'dark'] as const;

const gallery = galleryOf(process.env);

const SYSTEMS = [
  { more: '', states: PAGE_STATES },
  { more: MORE_CONFIGURATION, states: CONFIGURED_STATES },
];

const RUNS = gallery.languages.flatMap((language) =>
  SYSTEMS.map((system) => [language, system] as const),
);

describe.each(RUNS)('in language %s', (language, { more, states }) => {
  const stage = useStage(more);

  test.each(states.map((state) => [state.name, state] as const))(
    '%s',
    async (_, { name, heading, isEnglish = false, open }) => {
      const walk = await startWalk(stage, language);
      const { page } = walk;
      const markup = watchMarkup(page);
      await open(walk);
      const title = isEnglish ? heading : walk.say(heading);
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      const faults = await markupFaults(await markup());
      for (const size of gallery.sizes) {
        for (const colorScheme of COLOURS) {
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme });
          faults.push(...(await overflow(page)));
          await gallery.keep(page, { language, name, width: size.width, colorScheme });
          // Labels and colours are the same on a desk.
          faults.push(...(size.isPhone ? await ruleBreaks(page) : []));
        }
      }
      faults.push(...(await movements(page)));
      faults.push(...(await reflowFaults(page)));
      faults.push(...(await keyboardFaults(page)));
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
