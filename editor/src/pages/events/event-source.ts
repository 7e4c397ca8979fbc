import type { TFunction } from 'i18next';
import { en } from '../../i18n/en.ts';

const SOURCES = Object.keys(en.events.source) as (keyof typeof en.events.source)[]; // the keys of an object of ours

/** By which way an event came in, in words; a way that has none by its name. */
export function eventSource(t: TFunction, source: string): string {
  const known = SOURCES.find((one) => one === source);
  return known ? t(`events.source.${known}`) : source;
}
