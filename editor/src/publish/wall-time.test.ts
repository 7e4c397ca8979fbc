import { describe, expect, it } from 'vitest';
import { fromField, soon, toField } from './wall-time.ts';

const at = (text: string) => Date.parse(text);

describe('a date-time field in the reader’s zone', () => {
  it('holds the clock of that zone, whatever the browser’s', () => {
    expect(toField(at('2026-11-24T08:00:00Z'), 'Europe/Berlin')).toBe('2026-11-24T09:00');
    expect(fromField('2026-11-24T09:00', 'Europe/Berlin')).toBe(at('2026-11-24T08:00:00Z'));
    expect(fromField('2026-07-01T09:00', 'America/New_York')).toBe(at('2026-07-01T13:00:00Z'));
  });

  it('takes the earlier of two equal times and moves a skipped one on', () => {
    expect(fromField('2026-10-25T02:30', 'Europe/Berlin')).toBe(at('2026-10-25T00:30:00Z'));
    expect(fromField('2026-03-29T02:30', 'Europe/Berlin')).toBe(at('2026-03-29T01:30:00Z'));
  });

  it('gives nothing for what is no time', () => {
    expect(fromField('', 'UTC')).toBeNull();
    expect(fromField('2026-13-40T99:99', 'UTC')).toBeNull();
  });

  it('begins with a full hour that leaves time to think', () => {
    expect(soon(at('2026-11-24T08:20:00Z'))).toBe(at('2026-11-24T09:00:00Z'));
    expect(soon(at('2026-11-24T08:40:00Z'))).toBe(at('2026-11-24T10:00:00Z'));
  });
});
