import { expect, it } from 'vitest';
import { uuid } from '../testing/fixtures.ts';
import { chooseSides, sideId } from './sides.ts';

const version = (number: number, current = false) => ({
  id: uuid(number),
  number,
  hash: `h${number}`,
  publishedAt: '2026-11-20T09:24:00.000Z',
  publishedBy: { id: 'u', name: 'Hanna' },
  active: 0,
  current,
});
const all = [version(8, true), version(7), version(6)];
const chosen = (asked: { from?: string; to?: string }, versions = all, ahead = false) => {
  const sides = chooseSides(asked, versions, ahead);
  return sides && `${sides.from.number} ${sideId(sides.to) === 'draft' ? 'draft' : Number(sideId(sides.to).slice(-3))}`;
};

it('the live version is compared with a draft that is ahead, else with the version before it', () => {
  expect(chosen({}, all, true)).toBe('8 draft');
  expect(chosen({}, all, false)).toBe('7 8');
  expect(chosen({}, [version(1, true)], false)).toBe('1 draft');
  expect(chosen({}, [], true)).toBeNull();
});

it('the address decides, as far as what it names is there', () => {
  expect(chosen({ from: uuid(6), to: uuid(7) })).toBe('6 7');
  expect(chosen({ from: uuid(6) })).toBe('6 draft');
  expect(chosen({ to: uuid(7) })).toBe('6 7');
  expect(chosen({ to: uuid(6) })).toBe('6 6');
  expect(chosen({ to: 'draft' })).toBe('8 draft');
  expect(chosen({ from: uuid(99), to: uuid(98) }, all, true)).toBe('8 draft');
});
