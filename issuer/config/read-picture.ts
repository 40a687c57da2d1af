/**
 * Settings that name a picture. A file that is none is no reason not to start: the portal does without, and this says so.
 */
import { resolve } from 'node:path';
import { readPicture } from '../branding/picture-file.js';
import { ICON_NAMES, isIconName } from '../icons/built-in-icon.js';
import { likelyName } from './likely-name.js';
import type { Report } from './raw-config.js';
import type { SettingPath } from './setting-path.js';
import type { Icon } from './usher-config.js';

type Place = Readonly<{
  /** What paths are relative to. */
  configDir: string;
  path: SettingPath;
}>;

/**
 * An icon of the portal's own, or a file: what has a dot or a slash in it.
 * @returns undefined after a problem, and for a file that is no picture
 */
export function readIcon(text: string, place: Place, report: Report): Icon | undefined {
  if (/[./\\]/.test(text)) {
    const file = readPictureFile(text, place, report);
    return file === undefined ? undefined : { file };
  }
  const name = text.toLowerCase();
  if (isIconName(name)) {
    return { name };
  }
  const likely = likelyName(name, ICON_NAMES);
  report.problem(
    place.path,
    `there is no icon "${text.slice(0, 64)}"`,
    likely === undefined
      ? 'docs/configuration.md lists them; or name a file: icons/app.svg'
      : `did you mean "${likely}"?`,
  );
  return undefined;
}

/** @returns its absolute path; undefined if it is no picture */
export function readPictureFile(
  text: string,
  { configDir, path }: Place,
  report: Report,
): string | undefined {
  const file = resolve(configDir, text);
  const picture = readPicture(file);
  if ('problem' in picture) {
    report.warning(path, `this picture is not shown: ${picture.problem}`);
    return undefined;
  }
  return file;
}
