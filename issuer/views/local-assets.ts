/** Static files of the pages about how somebody signs in. */
import { assetOf } from './assets.js';
import { LOCAL_SHEET } from './local-sheet.js';

export const LOCAL_SHEET_ASSET = assetOf('local', 'css', LOCAL_SHEET);
