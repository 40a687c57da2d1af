/**
 * The section branding: how the portal looks.
 */
import { accentOf } from '../branding/accent.js';
import { parseUrl } from '../parse-url.js';
import type { RawConfig, Report } from './raw-config.js';
import { readPictureFile } from './read-picture.js';
import type { UsherConfig } from './usher-config.js';

type Branding = UsherConfig['branding'];

export function readBranding(
  raw: RawConfig['branding'],
  { configDir }: Readonly<{ configDir: string }>,
  report: Report,
): Branding {
  const accent = raw?.accent === undefined ? undefined : readAccent(raw.accent, report);
  const logo =
    raw?.logo === undefined
      ? undefined
      : readPictureFile(raw.logo, { configDir, path: ['branding', 'logo'] }, report);
  const footer = raw?.footer === undefined ? undefined : readFooter(raw.footer, report);
  return {
    ...(raw?.name !== undefined && { name: raw.name }),
    ...(accent !== undefined && { accent }),
    ...(logo !== undefined && { logo }),
    ...(footer !== undefined && { footer }),
  };
}

function readAccent(text: string, report: Report): string | undefined {
  const path = ['branding', 'accent'];
  const accent = accentOf(text);
  if (accent === undefined) {
    report.problem(path, 'branding.accent must be a colour: #rrggbb', 'for example "#0f766e"');
    return undefined;
  }
  return accent.colour;
}

function readFooter(
  { text, url }: NonNullable<NonNullable<RawConfig['branding']>['footer']>,
  report: Report,
): Branding['footer'] {
  if (text === undefined || url === undefined) {
    return undefined;
  }
  const parsed = parseUrl(url);
  if (!['https:', 'http:', 'mailto:'].includes(parsed?.protocol ?? '')) {
    report.problem(
      ['branding', 'footer', 'url'],
      'branding.footer.url must be an address',
      'for example https://example.com/help, or mailto:anna@example.com',
    );
    return undefined;
  }
  return { text, url: parsed?.href ?? '' };
}
