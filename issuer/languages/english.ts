/** The English texts: every key there is. Constants only. */
import en from './en.json' with { type: 'json' };

export const ENGLISH = en;

export type MessageKey = keyof typeof en;
