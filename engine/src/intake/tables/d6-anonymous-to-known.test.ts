import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { letGo } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import type { IncomingIdentities } from '../incoming.ts';
import { recordEvents } from '../record-events.ts';

/*
 * From anonymous to known (3.D6): given calls in their order, each with what it knows of the person → which of them are one lead's in the end, told by
 * letters, → whose run goes on.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  await stage.publish(straight(clickWithin(3)));
});
afterAll(() => stage?.close());

let rows = 0;
const own = (identities: IncomingIdentities): IncomingIdentities =>
  Object.fromEntries(
    Object.entries(identities).map(([kind, value]) => [
      kind,
      kind === 'email' ? `${value}-${rows}@x.example` : `${value}-${rows}`,
    ]),
  );

async function call(name: string, identities: IncomingIdentities): Promise<string> {
  const id = crypto.randomUUID();
  const [recorded] = await hand.inWorkspace((tx) =>
    recordEvents(tx, [
      { messageId: id, bodyHash: id, name, properties: {}, source: 'track', lead: { identities: own(identities) } },
    ]),
  );
  return recorded?.eventId ?? '';
}
const browser = { anonymousId: 'browser' };

describe('D6 events of somebody who', () => {
  it.each<[rule: string, calls: IncomingIdentities[], leads: string]>([
    ['stays anonymous are one lead’s by browser', [browser, browser, { anonymousId: 'other' }], 'aab'],
    ['signs in later become theirs', [browser, { userId: 'u', ...browser }, { userId: 'u' }], 'aaa'],
    ['gives an address later become theirs', [browser, { email: 'm', ...browser }, { email: 'm' }], 'aaa'],
    [
      'was known before, in another browser, become theirs too',
      [{ userId: 'u' }, browser, { userId: 'u', ...browser }],
      'aaa',
    ],
    [
      'gave an address and then signs in with it become one',
      [{ email: 'm' }, { userId: 'u' }, { userId: 'u', email: 'm' }],
      'aaa',
    ],
    [
      'uses one browser after another person stay their own',
      [
        { userId: 'u', ...browser },
        { userId: 'v', ...browser },
      ],
      'ab',
    ],
    [
      'uses it after them: what comes then belongs to who identified last',
      [{ userId: 'u', ...browser }, { userId: 'v', ...browser }, browser],
      'abb',
    ],
    [
      'has another address in the same browser stays another',
      [
        { email: 'm', ...browser },
        { email: 'n', ...browser },
      ],
      'ab',
    ],
  ])('%s', async (_, calls, leads) => {
    rows++;
    const events: string[] = [];
    for (const identities of calls) events.push(await call('visit', identities));
    const found = await hand.inWorkspace((tx) =>
      tx.execute<{ id: string; lead: string }>(sql`select id, lead_id as lead from events where id in ${events}`),
    );
    const names = new Map<string, string>();
    const told = events.map((event) => {
      const lead = found.find(({ id }) => id === event)?.lead ?? '';
      if (!names.has(lead)) names.set(lead, 'abcdef'[names.size] ?? '?');
      return names.get(lead);
    });
    expect(told.join('')).toBe(leads);
  });

  it('signs in while a run of the browser waits: the run goes on with who they are, and what they do next ends its wait', async () => {
    rows++;
    const { started } = await hand.route(await call('go', browser));
    const run = started[0]?.runId ?? '';
    await letGo(hand, run);
    await call('visit', { userId: 'u', ...browser });
    const { woken } = await hand.route(await call('email.clicked', { userId: 'u' }));
    expect(woken).toEqual([run]);
    await letGo(hand, run);
    expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'completed' });
  });
});
