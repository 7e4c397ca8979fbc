import type { Move } from '@trellis/shared/api/publish-views.ts';
import type { TFunction } from 'i18next';
import { moves as texts } from '../i18n/en/publish.ts';
import { formatCount } from '../ui/format-number.ts';

/** True while it goes on by itself or waits to. */
export function isUnderWay({ status }: Pick<Move, 'status'>): boolean {
  return status === 'waiting' || status === 'moving' || status === 'watching' || status === 'rolling-back';
}

/** True where it stopped itself and nobody has dealt with it yet. */
export function stoppedItself({ status, stopped }: Pick<Move, 'status' | 'stopped'>): boolean {
  return stopped !== null && status === 'cancelled';
}

/** Also of one that is through, while some still wait for their next step. */
export function mayCancel({ status, atNextStep }: Pick<Move, 'status' | 'atNextStep'>): boolean {
  return status === 'waiting' || status === 'moving' || status === 'watching' || (status === 'done' && atNextStep > 0);
}

export function mayRollBack({ status, moved }: Pick<Move, 'status' | 'moved'>): boolean {
  return (status === 'done' || status === 'cancelled') && moved > 0;
}

/** How far it is, in runs; what waits for its next step counts as treated. */
export function progressOf(move: Move): { done: number; total: number } {
  if (move.status === 'rolling-back' || move.status === 'rolled-back')
    return { done: move.movedBack, total: Math.max(move.moved, move.movedBack) };
  const done = move.moved + move.atNextStep + move.restarted + move.exited + refusedOf(move);
  return { done: Math.min(done, move.total), total: move.total };
}

export function refusedOf({ refused }: Pick<Move, 'refused'>): number {
  return Object.values(refused).reduce((sum, n) => sum + n, 0);
}

/** What it is doing, or came to, in a few words. */
export function statusWords(move: Move, t: TFunction): string {
  const version = move.version.number;
  if (stoppedItself(move)) return t('moves.status.stopped', { version });
  return t(`moves.status.${move.status}`, { version, percent: move.canary?.percent ?? 0 });
}

/** “120 moved · 96 at next step · 3 could not be moved”: what became of them so far, without zeros. */
export function factWords(move: Move, t: TFunction): string[] {
  const facts: [keyof (typeof texts)['facts'], number][] = [
    ['moved', move.moved],
    ['atNextStep', move.atNextStep],
    ['restarted', move.restarted],
    ['exited', move.exited],
    ['stayed', move.stayed],
    ['refused', refusedOf(move)],
    ['movedBack', move.movedBack],
  ];
  return facts.filter(([, n]) => n > 0).map(([key, n]) => t(`moves.facts.${key}`, { n: formatCount(n) }));
}

/** Why runs could not be moved, one line a reason: “2: their run ended meanwhile”. Codes without words are named as they are. */
export function refusalWords({ refused }: Pick<Move, 'refused'>, t: TFunction): { n: string; why: string }[] {
  const known = Object.keys(texts.refused) as (keyof (typeof texts)['refused'])[]; // its own keys
  return Object.entries(refused).map(([code, n]) => {
    const key = known.find((one) => one === code && one !== 'title' && one !== 'other');
    return { n: formatCount(n), why: key ? t(`moves.refused.${key}`) : t('moves.refused.other', { code }) };
  });
}
