import { expect, test } from 'vitest';
import { ebookGraph, graphOf, SAMPLE_CATALOG } from '../store/testing/sample.ts';
import { type LiveWords, liveOverlay } from './live-overlay.ts';
import { runOverlay } from './run-overlay.ts';
import type { CountsView, RunDetails, StepView } from './workflow-api.ts';

const words: LiveWords = {
  count: String,
  share: (part, whole) => `${Math.round((part / whole) * 100)} %`,
  roundShare: (part, whole) => `${Math.round((part / whole) * 100)} %`,
  waiting: 'waiting',
  held: 'held',
  entered: (count) => `${count} entered`,
  passed: (count) => `${count} passed`,
  sentOpened: (sent, opened) => `${sent} sent · ${opened} opened`,
  portShare: (share, port) => `${share} ${port}`,
  eitherShare: (share, port, others) => `${share} ${port} · ${others} not`,
};
const none = { waiting: 0, performing: 0, parked: 0, paused: 0, passed: {}, ended: 0, sent: 0, opened: 0, clicked: 0 };
const counts = (nodes: CountsView['nodes'], entered: number): CountsView => ({
  versionId: '',
  entered,
  enteredToday: 0,
  active: 0,
  paused: 0,
  parked: 0,
  finished: 0,
  leftEarly: 0,
  nodes,
  at: '2026-11-20T10:00:00Z',
});

test('ribbons are as wide as the share of leads, and joins as wide as all that meet there', () => {
  const graph = graphOf('s:start a:ask m:mail n:mail e:stop', 's>a a.yes>m a.no>n m>e n>e');
  const overlay = liveOverlay(
    graph,
    counts(
      {
        s: { ...none, passed: { next: 100 } },
        a: { ...none, passed: { yes: 25, no: 50 }, waiting: 25 },
        m: { ...none, passed: { next: 25 } },
        n: { ...none, passed: { next: 50 } },
      },
      100,
    ),
    SAMPLE_CATALOG,
    words,
  );
  expect(overlay.edges.get('s-next')).toEqual({ look: 'flow', width: 13.5, count: '100' });
  expect(overlay.edges.get('a-yes')).toMatchObject({ width: 4.5, count: '25' });
  expect(overlay.edges.get('m-next')).toMatchObject({ width: 4.5, joined: 10.5 });
  expect(overlay.nodes.get('a')).toEqual({
    tab: { count: 25, word: 'waiting', tone: 'brand' },
    summary: '33 % clicked · 67 % not',
  });
  expect(overlay.nodes.get('e')?.count).toBe(75);
});

test('who came to a step, is not there and did not go on is shown as lost behind it', () => {
  const graph = graphOf('s:start m:mail e:stop', 's>m m>e');
  const overlay = liveOverlay(
    graph,
    counts(
      { s: { ...none, passed: { next: 100 } }, m: { ...none, passed: { next: 90 }, paused: 3, sent: 95, opened: 19 } },
      100,
    ),
    SAMPLE_CATALOG,
    words,
  );
  expect(overlay.edges.get('m-next')?.loss).toBe('−7');
  expect(overlay.nodes.get('m')).toMatchObject({
    summary: '95 sent · 20 % opened',
    tab: { count: 3, word: 'held', tone: 'plain' },
  });
});

const step = (nodeId: string, port: string | null, stayMin: number): StepView => ({
  stepNo: 1,
  nodeId,
  name: nodeId,
  type: 'mail',
  visit: 1,
  kind: port === null ? 'rest' : 'left',
  cause: '',
  port,
  portLabel: port,
  toNodeId: null,
  text: `why ${nodeId}`,
  inputs: null,
  outcome: null,
  event: null,
  openedAt: '2026-11-20T10:00:00.000Z',
  at: new Date(Date.parse('2026-11-20T10:00:00Z') + stayMin * 60_000).toISOString(),
});

test('a run lights the way it took, says why where it stayed, and leaves the rest readable', () => {
  const run = {
    status: 'active',
    graph: ebookGraph(),
    steps: [
      step('down', 'next', 0),
      step('thanks', 'next', 0),
      step('two', 'next', 2880),
      step('insights', 'next', 0),
      step('read', 'yes', 1500),
      step('band', 'a', 0),
      step('call', null, 0),
    ],
    waits: [],
    here: ['call'],
  } as unknown as RunDetails; // only what the overlay reads
  const overlay = runOverlay(run, {
    clock: () => '10:00',
    day: () => 'Fri',
    after: (ms) => `after ${ms / 3_600_000} h`,
  });
  expect(overlay.edges.get('two-next')).toEqual({ look: 'taken', reason: 'after 48 h' });
  expect(overlay.edges.get('down-next')).toEqual({ look: 'taken' });
  expect(overlay.edges.get('read-no')).toEqual({ look: 'not-taken' });
  expect(overlay.edges.get('call-next')).toEqual({ look: 'ahead' });
  expect(overlay.nodes.get('call')).toMatchObject({ state: 'here', summary: 'why call' });
  expect(overlay.nodes.get('gentle')).toEqual({ state: 'not-taken' });
  expect(overlay.nodes.get('read')).toMatchObject({
    state: 'passed',
    taken: ['yes'],
    time: { clock: '10:00', day: 'Fri' },
  });
});
