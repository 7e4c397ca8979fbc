import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../node/catalog.ts';
import type { EffectOutcome } from '../../node/perform.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveGraph } from '../../testing/drive-graph.ts';
import { type GraphRow, PASS, testGraphs } from '../../testing/graph-rows.ts';

const later = (afterMs?: number): EffectOutcome => ({
  kind: 'retry',
  code: 'deferred',
  text: 'Asks for later',
  ...(afterMs === undefined ? {} : { afterMs }),
});
const refused: EffectOutcome = { kind: 'failed', code: 'refused', text: 'Refused' };
const nodes: GraphRow[1]['nodes'] = { mail: ['send-email', { subject: 'Hello', body: 'Hi' }], other: PASS };
const MINUTE = 60_000;

testGraphs('Errors', [
  ['one try later', { nodes, lines: 'mail>other', effects: { mail: [later()] } }, 'mail.next other.next no-next-step'],
  [
    'a terminal error takes the port “failed” where it is connected',
    { nodes, lines: 'mail.failed>other', effects: { mail: refused } },
    'mail.failed other.next no-next-step',
    { mail: { kind: 'left', outcome: 'refused', cause: 'settled', text: 'Refused' } },
  ],
  [
    'else it parks the run with the cause',
    { nodes, lines: 'mail>other', effects: { mail: refused } },
    'parked refused',
    { mail: { kind: 'parked', outcome: 'refused', text: 'Refused' } },
  ],
  [
    'after the last try it is terminal',
    { nodes, lines: 'mail.failed>other', effects: { mail: Array.from({ length: 9 }, () => later()) } },
    'mail.failed other.next no-next-step',
    { mail: { outcome: 'deferred', text: 'Asks for later; tried 9 times' } },
  ],
  [
    'what may have arrived goes on as unknown',
    { nodes, lines: 'mail>other', effects: { mail: { kind: 'unknown', code: 'lost', port: 'next', text: 'Lost' } } },
    'mail.next other.next no-next-step',
    { mail: { outcome: 'unknown' } },
  ],
]);

describe('Errors: each try', () => {
  /** Minutes between the tries. */
  async function gaps(outcomes: EffectOutcome[]): Promise<number[]> {
    const { steps } = driveGraph(await loadCatalog(BUILT_IN_NODES), {
      nodes,
      lines: 'mail.failed>other',
      effects: { mail: outcomes },
    });
    const rests = steps.filter(({ node, kind, cause }) => node === 'mail' && kind === 'rest' && cause === 'settled');
    expect(rests.every(({ outcome, text }) => outcome === 'deferred' && text === 'Asks for later')).toBe(true);
    const ends = [...rests.slice(1), steps.find(({ node, kind }) => node === 'mail' && kind === 'left')];
    return rests.map(({ at }, index) => ((ends[index]?.at ?? Number.NaN) - at) / MINUTE);
  }
  it('is a recorded wait of the run, with growing gaps', async () => {
    expect(await gaps(Array.from({ length: 9 }, () => later()))).toEqual([5 / 60, 0.5, 2, 10, 30, 120, 360, 720]);
  });
  it('comes when the other side asked for it, a day later at most', async () => {
    expect(await gaps([later(7 * MINUTE), later(100 * 60 * MINUTE)])).toEqual([7, 1_440]);
  });
});
