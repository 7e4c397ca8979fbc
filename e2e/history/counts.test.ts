import { eventually } from '@trellis/engine/testing/stage.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graph, mail, node, onEvent, sleep, untilEvent } from '../graphs.ts';
import { countOf, eventNames } from '../histories.ts';
import { createRunningStage, type RunningStage } from '../running-stage.ts';

const DAY_IN_A_SECOND = 86_400;

describe('what a run costs in history events on a real server', () => {
  let running: RunningStage;
  beforeAll(async () => {
    running = await createRunningStage({ clockFactor: DAY_IN_A_SECOND });
  });
  afterAll(() => running?.close());

  it('the drip (send, sleep, send, wait for a click that comes, send): at most 34', async () => {
    const { stage, histories, happens, waitsAt, ends, sink } = running;
    const click = untilEvent('click', 'guide.read', { amount: 60, unit: 'days' });
    await stage.publish(
      graph(
        [onEvent('drip'), mail('one'), sleep('nap', 1, 'days'), mail('two'), click, mail('three'), node('end', 'end')],
        [
          ['start', 'one'],
          ['one', 'nap'],
          ['nap', 'two'],
          ['two', 'click'],
          ['click.happened', 'three'],
          ['click.timeout', 'end'],
          ['three', 'end'],
        ],
      ),
    );
    await happens('drip', 'drip');
    await waitsAt('drip', 'click');
    await happens('drip', 'guide.read');
    const { id, reason } = await ends('drip');
    expect(reason).toBe('completed');
    expect(sink.mailbox.taken).toBe(3);
    await histories.client.workflow.getHandle(`run:${id}`).result();
    const history = await histories.of(id);
    console.info(
      eventNames(history)
        .map((name, index) => `${index + 1} ${name}`)
        .join('\n'),
    );
    expect(history.events?.length).toBeLessThanOrEqual(34);
  });

  it('a stray wake-up: one call when it is for this rest or a later one, none when it is for an earlier one', async () => {
    const { stage, histories, happens, waitsAt } = running;
    await stage.publish(
      graph(
        [onEvent('stray'), mail('first'), untilEvent('second', 'never'), node('end', 'end')],
        [
          ['start', 'first'],
          ['first', 'second'],
          ['second.happened', 'end'],
        ],
      ),
    );
    await happens('stray', 'stray');
    const { id, stepNo } = await waitsAt('stray', 'second');
    const calls = async () => {
      const history = await histories.of(id);
      return countOf(history, 'MARKER_RECORDED') + countOf(history, 'ACTIVITY_TASK_COMPLETED');
    };
    const signals = async () => countOf(await histories.of(id), 'WORKFLOW_EXECUTION_SIGNALED');
    const settled = async () => eventNames(await histories.of(id)).at(-1) ?? '';
    const atRest = (name: string) => !name.startsWith('WORKFLOW_TASK_S') && !name.includes('SIGNALED');
    await eventually(settled, atRest);
    expect(await calls()).toBe(1);
    for (const [n, expected] of [
      [stepNo - 1, 1],
      [stepNo, 2],
    ] as const) {
      const before = await signals();
      await stage.services.client.wake(id, n);
      await eventually(signals, (count) => count > before);
      await eventually(settled, atRest);
      expect(await calls(), `after a wake-up for ${n}, at ${stepNo}`).toBe(expected);
    }
  });

  it('a stretch of five deciding nodes between two waits: one marker, no activity task', async () => {
    const { stage, histories, happens, waitsAt } = running;
    const tag = (id: string) => node(id, 'update-lead', { addTags: [id] });
    const branch = node('branch', 'branch', {
      branches: [
        {
          id: 'yes',
          label: 'Yes',
          when: { version: 1, combinator: 'and', rules: [{ field: 'lead.tags', operator: 'contains', value: 'a' }] },
        },
      ],
    });
    await stage.publish(
      graph(
        [
          onEvent('stretch'),
          untilEvent('first', 'go'),
          tag('a'),
          branch,
          tag('b'),
          tag('c'),
          tag('d'),
          untilEvent('second', 'never'),
          node('end', 'end'),
        ],
        [
          ['start', 'first'],
          ['first.happened', 'a'],
          ['a', 'branch'],
          ['branch.yes', 'b'],
          ['branch.else', 'end'],
          ['b', 'c'],
          ['c', 'd'],
          ['d', 'second'],
          ['second.happened', 'end'],
        ],
      ),
    );
    await happens('stretch', 'stretch');
    const { id } = await waitsAt('stretch', 'first');
    await happens('stretch', 'go');
    await waitsAt('stretch', 'second');
    // The rows tell of it before the server does.
    const history = await eventually(
      () => histories.of(id),
      (now) => countOf(now, 'MARKER_RECORDED') === 2,
    );
    expect(countOf(history, 'ACTIVITY_TASK_SCHEDULED')).toBe(0);
    expect(eventNames(history).filter((name) => name === 'MARKER_RECORDED first')).toHaveLength(1);
  });
});
