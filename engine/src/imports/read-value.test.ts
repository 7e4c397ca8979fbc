import { describe, expect, it } from 'vitest';
import { attributeOf, kindOf } from './read-value.ts';

const to = 'attributes.x' as const;

describe('a value of a file', () => {
  it.each([
    ['1,234.50', undefined, 1234.5],
    ['1 234', undefined, 1234],
    ['-3', undefined, -3],
    ['1.234,5', 'comma', 1234.5],
    ['12,5', 'comma', 12.5],
    ['1’234’567,01', 'comma', 1234567.01],
    ['1,23', undefined, undefined],
    ['12 apples', undefined, undefined],
    ['', undefined, undefined],
    ['9'.repeat(50), undefined, undefined],
  ] as const)('the number %s (%s) is %s', (text, format, value) => {
    expect(attributeOf({ to, as: 'number', ...(format ? { format } : {}) }, text)).toBe(value);
  });

  it.each([
    ['2026-04-03', undefined, '2026-04-03'],
    ['2026-04-03T10:00:00Z', undefined, '2026-04-03T10:00:00Z'],
    ['2026-02-30', undefined, undefined],
    ['3.4.2026', 'dmy', '2026-04-03'],
    ['3/4/2026', 'mdy', '2026-03-04'],
    ['03-04-2026 9:05', 'dmy', '2026-04-03T09:05'],
    ['31.2.2026', 'dmy', undefined],
    ['13/13/2026', 'mdy', undefined],
    ['3.4.26', 'dmy', undefined],
    ['3.4.2026 25:00', 'dmy', undefined],
  ] as const)('the date %s (%s) is %s', (text, format, value) => {
    expect(attributeOf({ to, as: 'date', ...(format ? { format } : {}) }, text)).toBe(value);
  });
});

describe('a guess of what a column holds', () => {
  it.each([
    [['12', '0', '-5.5'], { as: 'number' }],
    [['1,200', '3'], { as: 'number' }],
    [['1.200,50', '3'], { as: 'number', format: 'comma' }],
    [['01234', '12345'], undefined],
    [['+49 30', '12'], undefined],
    [['yes', 'No'], { as: 'boolean' }],
    [['2026-01-02'], { as: 'date' }],
    [['24.12.2026', '1.2.2026'], { as: 'date', format: 'dmy' }],
    [['24/12/2026', '1/2/2026'], { as: 'date', format: 'dmy' }],
    [['12/24/2026', '1/2/2026'], { as: 'date', format: 'mdy' }],
    [['1/2/2026'], { as: 'date', format: 'mdy' }],
    [['1/2/2026', 'soon'], undefined],
    [[], undefined],
  ])('%j is %j', (values, kind) => {
    expect(kindOf(values)).toEqual(kind);
  });
});
