/**
 * What must be true of every page, whoever sees it on whatever: looked at in the browser, but for the markup, which is held
 * against the standard as it was sent.
 */
import axe, { type AxeResults } from 'axe-core';
import { HtmlValidate } from 'html-validate';
import type { Page, Response } from 'playwright-core';

/** WCAG 2.2 AA and what axe's authors advise. A page without scripts has no other way to look again than a refresh. */
const AXE_OPTIONS = {
  runOnly: {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  },
  rules: { 'target-size': { enabled: true }, 'meta-refresh': { enabled: false } },
  resultTypes: ['violations'],
};

/** Half of what people have who enlarge pages to 400 % on 1280 (WCAG 1.4.10). */
const NARROWEST = 320;

/** A phone, on which people have larger letters as well (WCAG 1.4.4). */
const PHONE_WIDTH = 360;

const htmlValidate = new HtmlValidate({
  root: true,
  elements: ['html5'],
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    'no-inline-style': 'error',
    // The waiting page; see above.
    'meta-refresh': 'off',
    // Fields say so where it is no usual name, too.
    'no-redundant-for': 'off',
    // What sends a form is what HTML says it is.
    'no-implicit-button-type': 'off',
  },
});

/** Keeps the newest page that was sent, as text. */
export function watchMarkup(page: Page): () => Promise<string> {
  let newest: Response | undefined;
  page.on('response', (response) => {
    const isPage =
      response.request().isNavigationRequest() &&
      response.frame() === page.mainFrame() &&
      response.headers()['content-type']?.startsWith('text/html') === true;
    newest = isPage ? response : newest;
  });
  return async () => (await newest?.text()) ?? '';
}

/** @returns what is against the standard */
export async function markupFaults(markup: string): Promise<string[]> {
  const { results } = await htmlValidate.validateString(markup);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${ruleId}: ${message} (line ${String(line)})`),
  );
}

/** @returns what axe finds */
export async function ruleBreaks(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(AXE_OPTIONS)})`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
  );
}

/** @returns what sticks out of the window to the side, if anything does */
export function overflow(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')]
      .filter((each) => {
        const { left, right } = each.getBoundingClientRect();
        return right > room + 0.5 || left < -0.5;
      })
      .map((each) => room + ' px: ' + each.outerHTML.slice(0, 160))
      .concat(room + ' px: the page is ' + document.documentElement.scrollWidth);
  })()`);
}

/** @returns what sticks out of the narrowest window, also from right to left, and of a phone with letters of twice their size */
export async function reflowFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const note = async (what: string) => {
    faults.push(...(await overflow(page)).map((each) => `${what}: ${each}`));
  };
  await page.setViewportSize({ width: NARROWEST, height: 640 });
  await note('400 % zoom');
  await page.evaluate(`document.documentElement.dir = 'rtl'`);
  await note('right to left');
  await page.evaluate(`document.documentElement.dir = 'ltr'`);
  await page.setViewportSize({ width: PHONE_WIDTH, height: 740 });
  await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
  await note('letters of 200 %');
  await page.evaluate(`document.documentElement.style.fontSize = ''`);
  return faults;
}

/** @returns what goes on moving for somebody who wants none of it */
export async function movements(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate<string[]>(
    `document.getAnimations().map((each) => each.animationName ?? each.transitionProperty ?? 'script')`,
  );
  await page.emulateMedia({ reducedMotion: null });
  return moving;
}

/** How one looks while the keyboard is at it; what changes by that is what people see. */
const LOOK = `(each) => {
  const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(each);
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/, 0\\)$|transparent/.test(outlineColor)
    || boxShadow !== 'none';
}`;

const REACHABLE = `[...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]'
)].filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true }))`;

/**
 * Goes through the page with the Tab key.
 * @returns what cannot be reached so, and what does not show that it is
 */
export async function keyboardFaults(page: Page): Promise<string[]> {
  const expected = await page.evaluate<number>(`(() => {
    document.activeElement?.blur();
    getSelection().removeAllRanges();
    const groups = new Set();
    window.__toReach = ${REACHABLE}.filter((each) => {
      // One of a set of radio buttons is enough: the arrows do the rest.
      const isOfSet = each.type === 'radio' && groups.has(each.name);
      groups.add(each.name);
      return !isOfSet;
    });
    window.__reached = new Set();
    window.__shown = new Set();
    return window.__toReach.length;
  })()`);
  // The day, month and year of a date field are stops of their own, and after the last one the browser has its turn.
  for (let presses = 0; presses < expected * 4 + 4; presses++) {
    if (await page.evaluate(`window.__toReach.every((each) => window.__reached.has(each))`)) {
      break;
    }
    await page.keyboard.press('Tab');
    await page.evaluate(`(() => {
      const at = document.activeElement;
      const each = at?.type !== 'radio' ? at
        : window.__toReach.find(({ type, name }) => type === 'radio' && name === at.name);
      window.__reached.add(each);
      if ((${LOOK})(at)) window.__shown.add(each);
    })()`);
  }
  return page.evaluate(`window.__toReach.flatMap((each) => {
    const what = each.outerHTML.slice(0, 160);
    if (!window.__reached.has(each)) return ['not reached by Tab: ' + what];
    return window.__shown.has(each) ? [] : ['no sign of the focus: ' + what];
  })`);
}
