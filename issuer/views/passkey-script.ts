/** The script of pages with passkeys, as text: it travels inside the bundle. Constants only. */

/**
 * A form with `data-passkey` (`get` or `create`) and `data-options` is shown where browsers have passkeys. Its button asks the
 * browser for one, and what that answers is sent. Where it says no, what `data-failed` says is shown.
 */
export const PASSKEY_SCRIPT = `'use strict';
for (const form of document.querySelectorAll('form[data-passkey]')) {
  const { passkey, options } = form.dataset;
  const { browserSupportsWebAuthn, startAuthentication, startRegistration } = SimpleWebAuthnBrowser;
  if (!browserSupportsWebAuthn()) continue;
  const problem = form.querySelector('[data-failed]');
  const button = form.querySelector('button');
  for (const part of document.querySelectorAll('[data-with-passkey]')) part.hidden = false;
  for (const part of document.querySelectorAll('[data-without-passkey]')) part.hidden = true;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (button.disabled) return;
    button.disabled = true;
    problem.textContent = '';
    problem.hidden = true;
    const start = passkey === 'get' ? startAuthentication : startRegistration;
    start({ optionsJSON: JSON.parse(options) }).then(
      (answer) => {
        form.elements.answer.value = JSON.stringify(answer);
        form.submit();
      },
      (error) => {
        button.disabled = false;
        problem.textContent =
          error.name === 'InvalidStateError' ? problem.dataset.known : problem.dataset.failed;
        problem.hidden = false;
      },
    );
  });
}
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
`;
