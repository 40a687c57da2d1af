/** The sign-in page as other hosts name it, where somebody is refused at an app's address. */
import { withoutToken } from '../../shared/token-sources.js';
import type { Portal } from './portal.js';

/** @param address as the visitor sent it: the way back, if it leads to a place of ours; a token in it is left out */
export function signInAddress(
  { gateConfig, launcher, returnTo }: Pick<Portal, 'gateConfig' | 'launcher' | 'returnTo'>,
  address: string | undefined,
): string {
  const rd = returnTo(address);
  const { signInUrl, sources } = gateConfig;
  return rd === launcher
    ? signInUrl
    : `${signInUrl}?rd=${withoutToken(encodeURIComponent(rd), sources.query)}`;
}
