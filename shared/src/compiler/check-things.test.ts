import { describe, expect, it } from 'vitest';
import type { Known } from './check-conditions.ts';
import { compile } from './compile.ts';
import { graphOf, node, SAMPLE_CATALOG } from './sample-catalog.ts';

const known: Known = {
  things: {
    workflow: [
      { id: 'w1', name: 'Welcome', byHand: true },
      { id: 'w2', name: 'Old', archived: true },
      { id: 'w3', name: 'By event', byHand: false },
      { id: 'w4', name: 'Twin' },
      { id: 'w5', name: 'Twin' },
    ],
  },
};
const drawn = (config: Record<string, unknown>, off = false) =>
  graphOf(
    [node('s', 'start'), { ...node('h', 'hand-over', config), ...(off ? { off } : {}) }, node('z', 'end')],
    's>h h>z',
  );
const found = (config: Record<string, unknown>, with_: Known = known) =>
  compile(drawn(config), SAMPLE_CATALOG, with_).diagnostics;

describe('what a field names by its id', () => {
  it('is there, or the field has an error that says what to choose', () => {
    expect(found({ workflow: 'w1' })).toEqual([]);
    expect(found({ workflow: 'w9' })).toMatchObject([
      { code: 'unknown-workflow', severity: 'error', nodeId: 'h', path: ['workflow'] },
    ]);
    const gone = found({ workflow: '0198aaaa-0000-7000-8000-000000000001' });
    expect(gone).toMatchObject([{ message: '“H”: the workflow it names is gone: choose another.' }]);
    expect(found({ workflow: 'w2' })).toMatchObject([
      { code: 'archived-workflow', severity: 'error', message: '“H”: the workflow “Old” is archived: choose another.' },
    ]);
  });

  it('is found by its name where somebody wrote that, unless two have it', () => {
    expect(found({ workflow: 'Welcome' })).toMatchObject([
      { code: 'unknown-workflow', fix: { kind: 'replace', from: 'Welcome', to: 'w1', label: 'Use “Welcome”' } },
    ]);
    expect(found({ workflow: 'Twin' })[0]?.fix).toBeUndefined();
  });

  it('has to do what the step asks of it', () => {
    expect(found({ workflow: 'w3' })).toMatchObject([{ code: 'workflow-not-by-hand', severity: 'warning' }]);
  });

  it('is not asked for where the workspace’s things are not known', () => {
    expect(found({ workflow: 'w9' }, {})).toEqual([]);
  });

  it('only warns where the step is switched off', () => {
    expect(compile(drawn({ workflow: 'w9' }, true), SAMPLE_CATALOG, known).diagnostics).toMatchObject([
      { code: 'unknown-workflow', severity: 'warning' },
    ]);
  });

  it('may be another step of the same workflow', () => {
    expect(found({ after: 's' })).toEqual([]);
    expect(found({ after: 'gone' })).toMatchObject([{ code: 'unknown-step', severity: 'error', path: ['after'] }]);
  });
});
