import { describe, expect, it } from 'vitest';
import { resolvePorts } from './ports.ts';
import { holds } from './when.ts';

const each = { each: 'branches', id: 'id', label: 'label', plus: [{ id: 'else', label: 'Else' }] };

describe('resolvePorts', () => {
  it('draws one port per entry, in their order, and then the fixed ones', () => {
    const branches = [
      { id: 'b', label: 'Warm' },
      { id: 'a', label: '' },
    ];
    expect(resolvePorts(each, { branches })).toEqual([
      { id: 'b', label: 'Warm' },
      { id: 'a', label: 'Branch 2' },
      { id: 'else', label: 'Else' },
    ]);
  });

  it.each([undefined, null, 'x', 7, {}, [null, 3, 'x', {}, { id: '' }, { id: 4 }]])(
    'survives %j where the entries should be',
    (branches) => {
      expect(resolvePorts(each, { branches })).toEqual(each.plus);
    },
  );

  it('draws a port only while its rule holds', () => {
    const ports = [
      { id: 'next', label: 'Next' },
      { id: 'late', label: 'Late', when: 'giveUp' },
    ];
    expect(resolvePorts(ports, {})).toHaveLength(1);
    expect(resolvePorts(ports, { giveUp: '3 days' })).toHaveLength(2);
  });
});

describe('holds', () => {
  it.each([
    ['a', { a: 0 }, true],
    ['a', { a: false }, true],
    ['a', { a: '' }, false],
    ['a', { a: [] }, false],
    ['a', { a: null }, false],
    ['!a', {}, true],
    ['a=x', { a: 'x' }, true],
    ['a=3', { a: 3 }, true],
    ['a=x', { a: ['x'] }, false],
    ['!a=x', { a: 'y' }, true],
    ['a.b', { a: { b: 1 } }, true],
    ['constructor', {}, false],
    ['__proto__.toString', {}, false],
  ])('“%s” over %j is %s', (when, config, expected) => {
    expect(holds(when, config)).toBe(expected);
  });
});
