/** A picture of somebody, or the first letter of their name. Pure. */
import { html, type Html } from './html.js';
import { toneOf } from './tones.js';

/** @param picture an address that the page may show */
export function portrait(name: string, picture?: string): Html {
  return picture === undefined
    ? html`<span class="portrait ${initialClass(name)}" aria-hidden="true"
        >${initialOf(name)}</span
      >`
    : html`<img
        class="portrait"
        src="${picture}"
        alt=""
        width="72"
        height="72"
        referrerpolicy="no-referrer"
      />`;
}

/** The same colour for the same name, on every page. */
export function initialClass(name: string): string {
  return `initial ${toneOf(name).className}`;
}

export function initialOf(name: string): string {
  return String.fromCodePoint(name.codePointAt(0) ?? 0x20).toUpperCase();
}
