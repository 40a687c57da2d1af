/** A picture of somebody, or the first letter of their name. Pure. */
import { html, type Html } from './html.js';
import { toneOf } from './tones.js';

/**
 * The letter is below the picture, which lies at Plex and may not come; the portal's script takes away what did not.
 * @param picture an address that the page may show
 */
export function portrait(name: string, picture?: string): Html {
  return html`<span class="portrait ${initialClass(name)}" aria-hidden="true"
    >${initialOf(name)}${
      picture !== undefined &&
      html`<img
        class="portrait"
        src="${picture}"
        alt=""
        width="72"
        height="72"
        referrerpolicy="no-referrer"
      />`
    }</span
  >`;
}

/** The same colour for the same name, on every page. */
export function initialClass(name: string): string {
  return `initial ${toneOf(name).className}`;
}

export function initialOf(name: string): string {
  return String.fromCodePoint(name.codePointAt(0) ?? 0x20).toUpperCase();
}
