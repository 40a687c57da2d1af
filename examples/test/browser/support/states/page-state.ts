/** What a row of the tables beside this file is. Types only. */
import type { Walk } from '../page-walk.js';

export type PageState = Readonly<{
  /** Also the name of its pictures. */
  name: string;
  /** The page's own, in English, or a name. */
  heading: string;
  /** The gate's own pages are in no other language. */
  isEnglish?: true;
  open: (walk: Walk) => Promise<unknown>;
}>;
