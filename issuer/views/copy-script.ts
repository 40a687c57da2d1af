/** The script of pages that show something to be copied, as text. Without it, people mark and copy by themselves. A constant only. */

/**
 * A button with `data-copy` shows itself where the browser lets pages write to the clipboard (not over plain http), and copies
 * the field of that id; the element of the id `data-status` then says `data-done`.
 */
export const COPY_SCRIPT = `'use strict';
for (const button of document.querySelectorAll('button[data-copy]')) {
  const { copy, status, done } = button.dataset;
  const field = document.getElementById(copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(field.value).then(
      () => {
        document.getElementById(status).textContent = done;
      },
      () => {
        field.select();
      },
    );
  });
}
`;
