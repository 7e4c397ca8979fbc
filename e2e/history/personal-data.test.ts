import { SINK_FAULTS } from '@trellis/engine/channels/email/smtp-sink-rules.ts';
import { eventually } from '@trellis/engine/testing/stage.ts';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, mail, node, onEvent, sleep } from '../graphs.ts';
import { textOf } from '../histories.ts';
import { createRunningStage, type RunningStage } from '../running-stage.ts';

/** The lead's first name, and the first part of its address. */
const NAME = 'kanarienvogel';

describe('what Temporal keeps of a lead', () => {
  let running: RunningStage;
  beforeAll(async () => {
    running = await createRunningStage({ clockFactor: 86_400 });
  });
  afterAll(() => running?.close());

  /** Starts the lead in a workflow of this event. */
  const enter = async (event: string, body?: string) => {
    await running.stage.publish(
      chain(onEvent(event), mail('mail', body), sleep('nap', 1, 'days'), node('end', 'end')),
      event,
    );
    await running.happens(NAME, event);
  };
  const all = async (): Promise<string[]> => {
    const { histories, stage } = running;
    const texts: string[] = [];
    for await (const { workflowId } of histories.client.workflow.list({
      query: `TaskQueue = '${stage.temporal.queues}-run'`,
    })) {
      const runId = workflowId.slice('run:'.length);
      const { raw } = await histories.client.workflow.getHandle(workflowId).describe();
      texts.push(`${textOf(await histories.of(runId))}\n${textOf(raw)}`);
    }
    return texts;
  };
  const expectNothing = (texts: readonly string[]) => {
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      expect(text, 'the search reads decoded payloads').toContain(running.stage.workspaceId);
      expect(text.toLowerCase()).not.toContain(NAME);
    }
  };

  it('is neither name nor address when all goes well', async () => {
    await enter('all.well');
    await running.ends(NAME);
    expect(running.sink.mailbox.messages.at(-1)?.raw, 'the mail itself has them').toContain(`Hello ${NAME}`);
    await eventually(all, (texts) => texts.length === 1);
    expectNothing(await all());
  });

  it('is neither of them when the template fails', async () => {
    await enter('template.fails', 'Hello {{ lead.firstName }} of {{ lead.company }}');
    await eventually(
      () => running.runOf(NAME),
      ({ status }) => status === 'parked',
    );
    await eventually(all, (texts) => texts.length === 2);
    expectNothing(await all());
  });

  it('is neither of them while the database refuses the statement that settles the mail, nor after', async () => {
    const owner = postgres(running.stage.database.ownerUrl, { max: 1 });
    try {
      // The statement's parameters hold the step's text and the state: its error quotes them.
      await owner`alter table effects rename column output to output_away`;
      await enter('database.fails');
      const failing = () => all().then((texts) => texts.filter((text) => text.includes('database-42703')));
      await eventually(failing, (texts) => texts.length > 0);
      expectNothing(await all());
    } finally {
      await owner`alter table effects rename column output_away to output`;
      await owner.end();
    }
    await running.ends(NAME);
    const texts = await eventually(all, (some) => some.filter((text) => text.includes('database-42703')).length > 0);
    expectNothing(texts);
  });

  it('is neither of them when the mail server echoes the address in a refusal', async () => {
    running.sink.rules.set(SINK_FAULTS.unknownUser);
    await enter('mail.refused');
    await eventually(
      () => running.runOf(NAME),
      ({ status }) => status === 'parked' || status === 'ended',
    );
    await eventually(all, (texts) => texts.length === 4);
    expectNothing(await all());
  });
});
