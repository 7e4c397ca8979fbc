import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from './summary.ts';

const days = { amount: 3, unit: 'days', mode: 'elapsed' };
const condition = {
  version: 1,
  combinator: 'and',
  rules: [{ field: 'event.properties.tag', operator: '=', value: 'read-guide' }],
};

describe('summarize', () => {
  it.each([
    ['{a}', { a: ' some\n text ' }, 'some text'],
    ['{a}', {}, 'Not set yet'],
    ['{a|quote}', { a: 'Hello' }, '“Hello”'],
    ['{a|quote}', { a: '  ' }, 'Not written yet'],
    ['{a|duration}', { a: days }, '3 days'],
    ['{a|duration}', { a: { amount: 3 } }, 'Time not set yet'],
    ['{a|event}', { a: 'email.clicked' }, 'email.clicked'],
    ['{a|event}', {}, 'Event not set yet'],
    ['{a|condition}', { a: condition }, 'Tag is read-guide'],
    ['{a|condition}', { a: { ...condition, rules: [] } }, 'Always'],
    ['{a|condition}', { a: { rules: 'x' } }, 'Condition not set yet'],
    ['{a|date}', { a: '2026-12-04' }, '4 Dec 2026'],
    ['{a|date}', { a: '2026-12-04T09:00' }, '4 Dec 2026, 09:00'],
    ['{a|date}', { a: '2026-13-04' }, 'Date not set yet'],
    ['by {a|field}', { a: 'lead.renewalDate' }, 'By renewal date'],
    ['{a|host}', { a: 'https://crm.example/x?secret' }, 'crm.example'],
    ['{a|list}', { a: ['x', 'y', 'z', 'w', 'v'] }, 'x, y, z + 2'],
    ['{a|list:name}', { a: [{ name: 'x' }, { name: '' }, null, { name: 'y' }] }, 'x, y'],
    ['{a|list}', { a: [] }, 'Nothing chosen yet'],
    ['{a|count:change}', { a: [1] }, '1 change'],
    ['{a|count:change}', { a: [1, 2] }, '2 changes'],
    ['{a|percent}', { a: [{ percent: 30 }, { percent: 70 }] }, '30 / 70 %'],
    ['{a.b}', { a: { b: 'deep' } }, 'deep'],
    ['wait for {a}', { a: 'x' }, 'Wait for x'],
    ['{a}[b: within {b|duration}]', { a: 'x', b: days }, 'x within 3 days'],
    ['{a}[b: within {b|duration}]', { a: 'x' }, 'x'],
    ['[a=1:one][!a=1:other]', { a: 1 }, 'One'],
    ['[a=1:one][!a=1:other]', { a: 2 }, 'Other'],
    ['[a:{a}]', {}, 'Not set up yet'],
    ['{a|unknown}', { a: 'x' }, 'x'],
  ])('%s over %j is “%s”', (template, config, line) => {
    expect(summarize(template, config)).toBe(line);
  });

  it('calls things by the names the workspace gave them', () => {
    const event = (name: string) => (name === 'email.clicked' ? 'Link clicked' : undefined);
    expect(summarize('{a|event}', { a: 'email.clicked' }, { event })).toBe('Link clicked');
    const field = (name: string) => (name.endsWith('tag') ? 'link tag' : undefined);
    expect(summarize('{a|condition}', { a: condition }, { field })).toBe('Link tag is read-guide');
  });

  it('calls what stands there by its id by its name, says that it is gone, and what it is where names are not known', () => {
    const thing = (kind: string, id: string) => (kind === 'workflow' && id === 'w1' ? 'Welcome' : null);
    expect(summarize('{a|workflow}', { a: 'w1' }, { thing })).toBe('Welcome');
    expect(summarize('ended {a|workflow}', { a: 'w2' }, { thing })).toBe('Ended a workflow that is gone');
    expect(summarize('{a|segment}', { a: 's1' })).toBe('A segment');
    expect(summarize('{a|segment}', {}, { thing })).toBe('Segment not chosen yet');
  });

  it.each([
    ['0 9 * * 1', 'Every Mon at 09:00'],
    ['30 8 * * 1-5', 'Every Mon–Fri at 08:30'],
    ['0 18 * * tue,thu', 'Every Tue, Thu at 18:00'],
    ['5 7 * * *', 'Every day at 07:05'],
    ['0 9 1 * *', 'Day 1 of a month, 09:00'],
    ['0 9-17 * * 1', 'Rule 0 9-17 * * 1'],
    ['0 9 1 * 1', 'Rule 0 9 1 * 1'],
    ['0 9 1 3 *', 'Rule 0 9 1 3 *'],
    ['nonsense', 'Rule nonsense'],
  ])('tells the rule %s as “%s”', (rule, line) => {
    expect(summarize('{a|cron}', { a: rule })).toBe(line);
  });

  it('names as many entries of a list as a card has room for', () => {
    const a = ['Construction', 'Field service', 'Hiring', 'Pricing'];
    expect(summarize('{a|list}', { a })).toBe('Construction + 3');
  });

  it('cuts a long text, and never through a character', () => {
    const line = summarize('{a}', { a: '😀'.repeat(100) });
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).toMatch(/^(?:😀)+…$/u);
  });

  it('puts no text of the config to work as template', () => {
    expect(summarize('{a}', { a: '{b}[c:d]', b: 'no', c: 1 })).toBe('{b}[c:d]');
  });

  it('never throws, and always says something', () => {
    const templates = [
      '{a|duration}',
      '{a|window}',
      '{a|condition}',
      '{a|list:b}',
      '{a|percent}',
      '[a=1:{a.b|quote}]',
      '{a|date} {a|host}',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        fc.dictionary(fc.constantFrom('a', 'b'), fc.anything()),
        (template, config) => {
          expect(summarize(template, config)).not.toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });
});
