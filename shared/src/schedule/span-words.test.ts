import { describe, expect, it } from 'vitest';
import { spanWords } from './span-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a span in words', () => {
  it.each([
    [0, '1 minute', 'less than a minute'],
    [1, '1 minute', 'less than a minute'],
    [MINUTE, '1 minute', '1 minute'],
    [59.5 * MINUTE, '1 hour', '59 minutes'],
    [HOUR, '1 hour', '1 hour'],
    [HOUR + 1, '1 hour 1 minute', '1 hour'],
    [23.995 * HOUR, '1 day', '23 hours 59 minutes'],
    [24 * HOUR, '1 day', '1 day'],
    [72.01 * HOUR, '3 days 1 hour', '3 days'],
    [100 * HOUR, '4 days 4 hours', '4 days 4 hours'],
  ])('%d ms: up “%s”, down “%s”', (ms, up, down) => {
    expect([spanWords(ms, 'up'), spanWords(ms, 'down')]).toEqual([up, down]);
  });
});
