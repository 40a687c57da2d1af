/**
 * The page that stands for plex.tv/link: one types the four characters that a program shows, and says who one is.
 */
import type { Request, Response } from 'express';
import { escapeHtml, page } from './page.js';
import { fieldOf } from './requests.js';
import { claimPin, personByKey, type World } from './world.js';

/** `?pin=` fills the code in. */
export function showLinkPage(world: World) {
  return function linkPage(req: Request, res: Response): void {
    const pin = req.query['pin'];
    res.type('html').send(form(world, typeof pin === 'string' ? pin : '', ''));
  };
}

export function linkFromPage(world: World) {
  return function linkFromPageHandler(req: Request, res: Response): void {
    // People type small letters and blanks.
    const typed = fieldOf(req, 'code').replaceAll(/\s/g, '');
    const code = typed.length === 4 ? typed.toUpperCase() : typed;
    const person = personByKey(world, fieldOf(req, 'person'));
    if (person === undefined || !claimPin(world, code, person)) {
      const problem = '<p role="alert">This code was not found, or it is too old.</p>';
      res
        .status(404)
        .type('html')
        .send(form(world, typed, problem));
      return;
    }
    const who = escapeHtml(person.title);
    res
      .type('html')
      .send(page('Account linked', `<p>The program that showed the code now acts for ${who}.</p>`));
  };
}

function form(world: World, code: string, problem: string): string {
  const options = world.people
    .filter((each) => each.username !== '')
    .map(
      ({ key, title }) =>
        `<option value="${escapeHtml(key)}">${escapeHtml(title)} (${escapeHtml(key)})</option>`,
    );
  return page(
    'Link an account (stand-in for plex.tv)',
    `${problem}<p>A program has shown you four characters. This is not plex.tv but a stand-in for trying things out: type
them, and pick who to be.</p>
<form method="post" action="/link">
<label>Code <input name="code" value="${escapeHtml(code)}" required maxlength="32" autocomplete="off" autofocus></label>
<label>Account <select name="person">${options.join('')}</select></label>
<button>Link</button>
</form>`,
  );
}
