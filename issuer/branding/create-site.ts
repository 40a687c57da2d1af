/**
 * The portal's looks, as the configuration has them: made once, at start, with the files that pages need.
 */
import type { App, UsherConfig } from '../config/usher-config.js';
import { iconNameFor, iconSvg } from '../icons/built-in-icon.js';
import { ASSETS, assetOf, MARK_ASSET, STYLESHEET_ASSET, type Asset } from '../views/assets.js';
import type { Site } from '../views/page.js';
import { markOf, stylesheetOf } from '../views/stylesheet.js';
import { accentOf } from './accent.js';
import { readPicture } from './picture-file.js';

export type PortalSite = Readonly<{
  site: Site;
  /** By name. */
  assets: ReadonlyMap<string, Asset>;
  /** Names of the assets that apps have as icons; an app that is not in it has none. */
  icons: ReadonlyMap<App, string>;
}>;

/** A picture that cannot be read any more, though the configuration could a moment ago, is done without. */
export function createSite(
  config: Pick<UsherConfig, 'issuer' | 'plex' | 'apps' | 'branding'>,
): PortalSite {
  const { branding, plex } = config;
  const tones = (branding.accent === undefined ? undefined : accentOf(branding.accent))?.tones;
  const stylesheet =
    tones === undefined ? STYLESHEET_ASSET : assetOf('portal', 'css', stylesheetOf(tones));
  const logo = pictureAsset('logo', branding.logo);
  const mark =
    logo ??
    (tones === undefined
      ? MARK_ASSET
      : assetOf('mark', 'svg', markOf(tones.light.accent, tones.light.onAccent)));
  const icons = new Map<App, Asset>();
  for (const app of config.apps) {
    const icon = iconAsset(app);
    if (icon !== undefined) {
      icons.set(app, icon);
    }
  }
  return {
    site: {
      base: new URL(config.issuer.url).pathname.replace(/\/$/, ''),
      serverName: branding.name ?? plex.serverName,
      branding: {
        stylesheet: stylesheet.name,
        mark: mark.name,
        isLogo: logo !== undefined,
        ...(branding.footer && { footer: branding.footer }),
      },
    },
    assets: new Map(
      [...ASSETS, stylesheet, mark, ...icons.values()].map((asset) => [asset.name, asset]),
    ),
    icons: new Map([...icons].map(([app, { name }]) => [app, name])),
  };
}

function iconAsset(app: App): Asset | undefined {
  const { icon } = app;
  if (icon !== undefined && 'file' in icon) {
    return pictureAsset('icon', icon.file);
  }
  const name = icon?.name ?? iconNameFor(app.name);
  return name === undefined ? undefined : assetOf(name, 'svg', iconSvg(name, app.name));
}

function pictureAsset(stem: string, file: string | undefined): Asset | undefined {
  const picture = file === undefined ? undefined : readPicture(file);
  return picture === undefined || 'problem' in picture
    ? undefined
    : assetOf(stem, picture.type, picture.content);
}
