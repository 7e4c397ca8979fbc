import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { letGo } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  await stage.publish(straight(clickWithin(3)));
});
afterAll(() => stage?.close());

it('D7 an account that is deleted leaves its leads, and their runs go on', async () => {
  const run = await hand.enter('a');
  await letGo(hand, run);
  const lead = sql`(select lead_id from runs where id = ${run})`;
  await hand.inWorkspace(async (tx) => {
    await tx.execute(
      sql`insert into accounts (id, workspace_id, key, name, attributes) values (gen_random_uuid(), ${stage.workspaceId}, 'acme', 'Acme', '{"plan":"pro"}')`,
    );
    await tx.execute(
      sql`update leads set account_id = (select id from accounts where key = 'acme') where id = ${lead}`,
    );
    await tx.execute(sql`delete from accounts where key = 'acme'`);
  });
  const [after] = await hand.inWorkspace((tx) =>
    tx.execute(sql`select account_id, merged_into from leads where id = ${lead}`),
  );
  expect(after).toEqual({ account_id: null, merged_into: null });
  await hand.send('a', 'email.clicked');
  await letGo(hand, run);
  expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'completed' });
});
