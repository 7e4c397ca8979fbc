import { expect, it } from 'vitest';
import { initialsOf, toneOf } from './avatar.tsx';

it('takes the initials of first and last name, or two letters of what there is', () => {
  expect(initialsOf('Aino Virtanen')).toBe('AV');
  expect(initialsOf('Hanna at Brightwater')).toBe('HB');
  expect(initialsOf('priya.raman@brightwater.example')).toBe('PR');
  expect(initialsOf('cher')).toBe('CH');
  expect(initialsOf('Øystein')).toBe('ØY');
  expect(initialsOf('')).toBe('');
});

it('gives the same person the same colour', () => {
  expect(toneOf('0190-aa')).toBe(toneOf('0190-aa'));
  expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(toneOf)).size).toBeGreaterThan(2);
});
