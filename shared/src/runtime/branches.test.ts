import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { NodeType } from '../node/catalog.ts';
import { contextFor } from '../node/context-for.ts';
import type { Decision, JoinNeed } from '../node/decision.ts';
import { defineNode } from '../node/definition.ts';
import { NOTHING_LOADED } from '../node/lookup.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { advance } from './advance.ts';
import { initialState, type RunState } from './state.ts';
import type { World } from './world.ts';

const NOW = Date.UTC(2026, 10, 23, 9);
const HOUR = 60 * 60 * 1000;

/** start → fork(a, b) → [a: wait until A | b: wait until B] → join → end */
function stage(need: JoinNeed, waits: { a: number; b: number }, timeout?: number) {
  const decisions: Record<string, (now: number, openedAt: number) => Decision> = {
    start: () => ({ kind: 'go', port: 'next', why: { text: '' } }),
    both: () => ({ kind: 'fork', ports: ['a', 'b'], why: { text: 'Both ways' } }),
    waitA: (_, opened) => ({ kind: 'wait', until: opened + waits.a, doors: [], onTime: 'next', why: { text: '' } }),
    waitB: (_, opened) => ({ kind: 'wait', until: opened + waits.b, doors: [], onTime: 'next', why: { text: '' } }),
    join: (_, opened) => ({
      kind: 'join',
      need,
      port: 'next',
      ...(timeout ? { until: opened + timeout, onTime: 'late' } : {}),
      why: { text: 'Waits for the other' },
    }),
    late: () => ({ kind: 'end', reason: 'goal-reached', why: { text: 'late' } }),
    end: () => ({ kind: 'end', reason: 'completed', why: { text: 'done' } }),
  };
  const catalog = new Map<string, NodeType>(
    Object.entries(decisions).map(([type, decide]) => [
      type,
      {
        definition: defineNode({
          type: type.toLowerCase(),
          version: 1,
          category: 'logic',
          title: type,
          icon: 'x',
          summary: '',
          config: z.object({}),
          ports: [],
          decide: ({ now, openedAt }) => decide(now, openedAt),
        }),
      },
    ]),
  );
  const node = (id: string, ports: Record<string, string | null>): PlanNode => ({
    id,
    type: id,
    typeVersion: 1,
    name: id,
    config: {},
    place: 'local',
    stretch: [id],
    ports: Object.fromEntries(Object.entries(ports).map(([port, to]) => [port, { to, place: 'local' as const }])),
  });
  const plan: Plan = {
    planVersion: 1,
    triggers: ['start'],
    settings: { reEntry: { mode: 'after-exit' } },
    nodes: {
      start: node('start', { next: 'both' }),
      both: node('both', { a: 'waitA', b: 'waitB' }),
      waitA: node('waitA', { next: 'join' }),
      waitB: node('waitB', { next: 'join' }),
      join: node('join', { next: 'end', late: 'late' }),
      late: node('late', {}),
      end: node('end', {}),
    },
  };
  const world = (now: number): World => ({
    now,
    clockFactor: 1,
    runId: 'r',
    lead: contextFor({}).lead,
    trigger: null,
    blocked: {},
    workspaceTimeZone: 'UTC',
    loaded: NOTHING_LOADED,
  });
  const call = (state: RunState, now: number) =>
    advance({ plan, catalog, state, cause: 'timer', world: world(now), place: 'any' });
  return { call, start: () => call(initialState({ trigger: 'start', enteredAt: NOW }), NOW) };
}

const standing = ({ tokens }: RunState) => tokens.map(({ at, node }) => `${at} ${node}`);

describe('parallel branches', () => {
  it('go on side by side, and the earliest deadline of them is the run’s', () => {
    const { start } = stage('all', { a: HOUR, b: 3 * HOUR });
    const { state, stop } = start();
    expect(standing(state)).toEqual(['waiting waitA', 'waiting waitB']);
    expect(stop).toMatchObject({ kind: 'wait', until: NOW + HOUR });
  });

  it('join by all: the first waits for the second, then one token goes on', () => {
    const { call, start } = stage('all', { a: HOUR, b: 3 * HOUR });
    const first = call(start().state, NOW + HOUR);
    expect(standing(first.state)).toEqual(['joined join', 'waiting waitB']);
    expect(first.stop).toMatchObject({ kind: 'wait', until: NOW + 3 * HOUR });
    const second = call(first.state, NOW + 3 * HOUR);
    expect(second.stop).toEqual({ kind: 'end', reason: 'completed' });
    expect(second.steps.filter(({ node, kind }) => node === 'end' && kind === 'ended')).toHaveLength(1);
  });

  it('join by any: the first goes on and the other is given up', () => {
    const { call, start } = stage('any', { a: HOUR, b: 3 * HOUR });
    const { stop, steps } = call(start().state, NOW + HOUR);
    expect(stop).toEqual({ kind: 'end', reason: 'completed' });
    expect(steps).toContainEqual(expect.objectContaining({ node: 'waitB', kind: 'ended', outcome: 'given-up' }));
  });

  it('join by number: two of two is all of them', () => {
    const { call, start } = stage(2, { a: HOUR, b: 3 * HOUR });
    expect(call(start().state, NOW + HOUR).stop.kind).toBe('wait');
    expect(call(start().state, NOW + 3 * HOUR).stop).toEqual({ kind: 'end', reason: 'completed' });
  });

  it('a join whose time is over takes its other way without those that are missing', () => {
    const { call, start } = stage('all', { a: HOUR, b: 9 * HOUR }, 2 * HOUR);
    const first = call(start().state, NOW + HOUR);
    expect(first.stop).toMatchObject({ kind: 'wait', until: NOW + 3 * HOUR });
    expect(call(first.state, NOW + 3 * HOUR).stop).toEqual({ kind: 'end', reason: 'goal-reached' });
  });

  it('token ids are never given twice', () => {
    const { start } = stage('all', { a: HOUR, b: HOUR });
    const { state } = start();
    expect(new Set(state.tokens.map(({ id }) => id)).size).toBe(2);
    expect(state.lastToken).toBeGreaterThanOrEqual(Math.max(...state.tokens.map(({ id }) => id)));
  });
});
