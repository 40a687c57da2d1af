/**
 * GET /users/{uuid}/avatar: a picture for everybody, drawn from their uuid.
 */
import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

export function showPicture(req: Request, res: Response): void {
  const digest = createHash('sha256').update(String(req.params['uuid'])).digest();
  const [hue = 0, turn = 0] = digest;
  res.set('Cache-Control', 'max-age=3600').type('svg')
    .send(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72">
<rect width="72" height="72" fill="hsl(${String(hue)} 45% 42%)"/>
<g fill="hsl(${String(hue)} 60% 85%)" transform="rotate(${String((turn % 5) * 4 - 8)} 36 36)">
<circle cx="36" cy="28" r="13"/><path d="M10 72a26 26 0 0 1 52 0z"/></g>
</svg>
`);
}
