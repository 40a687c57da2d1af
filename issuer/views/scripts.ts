/**
 * The portal's script, as text: it travels inside the bundle. It makes pages nicer that work without it. Constants only.
 */

/**
 * - An element with `data-wait` waits so many seconds, then the page goes to `data-then`, or looks again by itself; also as
 *   soon as somebody comes back to it, where it waits for something that happens elsewhere (`data-eager`). With `data-stay`
 *   the element just goes: what was typed meanwhile stays. Its `data-text` says how long, with `{clock}` as `15:32`. Time is
 *   taken from the clock: a phone that sleeps counts no seconds.
 * - A form is sent once: plex.tv may take its time, and a second press would be a second attempt.
 * - A portrait that does not come makes room for the letter below it.
 */
export const PORTAL_SCRIPT = `'use strict';
for (const element of document.querySelectorAll('[data-wait]')) {
  const { wait, then, stay, text, eager } = element.dataset;
  const end = Date.now() + wait * 1000;
  let gone = false;
  const go = () => {
    if (gone) return;
    gone = true;
    if (stay !== undefined) element.remove();
    else if (then) location.replace(then);
    else location.reload();
  };
  const look = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left <= 0) {
      go();
      return;
    }
    if (text) {
      const seconds = String(left % 60).padStart(2, '0');
      element.textContent = text.replace('{clock}', Math.floor(left / 60) + ':' + seconds);
    }
    setTimeout(look, Math.min(1000, end - Date.now()));
  };
  look();
  document.addEventListener('visibilitychange', () => {
    if (eager !== undefined && document.visibilityState === 'visible') go();
  });
}
addEventListener('submit', (event) => {
  if (event.target.ariaBusy === 'true') event.preventDefault();
  event.target.ariaBusy = 'true';
});
addEventListener('pageshow', () => {
  for (const form of document.forms) form.ariaBusy = null;
});
for (const image of document.querySelectorAll('img.portrait')) {
  const drop = () => image.remove();
  if (image.complete && !image.naturalWidth) drop();
  else image.addEventListener('error', drop);
}
`;
