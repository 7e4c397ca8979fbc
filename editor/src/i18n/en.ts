import { kit } from './en/kit.ts';
import { time } from './en/time.ts';

/** All English texts, one file a page in en/. Other languages have the same shape. */
export const en = { ...kit, time } as const;
