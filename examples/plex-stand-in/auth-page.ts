/**
 * The page that stands for app.plex.tv/auth: one picks who to be, and goes back to where one came from.
 *
 * Its parameters are in the fragment (`#?clientID=…&code=…&forwardUrl=…`), which only a script can read; it copies them
 * into the form. Nothing is added to forwardUrl on the way back, as on plex.tv.
 */
import type { Request, Response } from 'express';
import { escapeHtml, page } from './page.js';
import { fieldOf } from './requests.js';
import { claimPin, personByKey, type World } from './world.js';

/** Runs in the browser. Understands `#?…` and the older `#!?…`. */
export const AUTH_PAGE_SCRIPT = `'use strict';
const given = new URLSearchParams(location.hash.replace(/^#!?\\??/, ''));
for (const name of ['clientID', 'code', 'forwardUrl']) {
  document.querySelector('input[name="' + name + '"]').value = given.get(name) || '';
}
document.getElementById('product').textContent =
  given.get('context[device][product]') || 'An application without a name';
if (!given.get('code')) {
  document.getElementById('problem').hidden = false;
}
`;

export function showAuthPage(world: World) {
  return function authPage(_req: Request, res: Response): void {
    const buttons = world.people.map(
      (each) =>
        `<li><button name="person" value="${escapeHtml(each.key)}">${escapeHtml(each.title)}` +
        ` <small>${escapeHtml(each.key)}: ${escapeHtml(each.about)}</small></button></li>`,
    );
    res.type('html').send(
      page(
        'Sign in (stand-in for plex.tv)',
        `<p><strong id="product"></strong> wants to know who you are. This is not plex.tv but a stand-in for trying
things out; pick who to be.</p>
<p id="problem" hidden>The address of this page names no code; there is nothing to sign in to.</p>
<form method="post" action="/auth/claim">
<input type="hidden" name="clientID"><input type="hidden" name="code"><input type="hidden" name="forwardUrl">
<ul>${buttons.join('\n')}
<li><button name="person" value="">Nobody <small>go back without allowing it</small></button></li></ul>
</form>
<script src="/auth/page.js"></script>`,
      ),
    );
  };
}

/** The form of the page comes here: claims the PIN, then sends the browser back. */
export function claimFromPage(world: World) {
  return function claimHandler(req: Request, res: Response): void {
    const person = personByKey(world, fieldOf(req, 'person'));
    const pin = [...world.pins.values()].find((each) => each.code === fieldOf(req, 'code'));
    if (person !== undefined) {
      const sameClient = pin?.clientIdentifier === fieldOf(req, 'clientID');
      if (pin === undefined || !sameClient || !claimPin(world, pin.code, person)) {
        res.status(404).type('html');
        res.send(
          page('This code is not good', '<p>It was used, or it is too old. Start again.</p>'),
        );
        return;
      }
    }
    const forwardUrl = fieldOf(req, 'forwardUrl');
    if (/^https?:\/\//i.test(forwardUrl) && URL.canParse(forwardUrl)) {
      res.redirect(303, forwardUrl);
      return;
    }
    const done = person === undefined ? 'Nothing was allowed.' : 'You are signed in.';
    res.type('html').send(page(done, '<p>You can close this page.</p>'));
  };
}
