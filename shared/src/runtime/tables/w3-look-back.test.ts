import { at, doors, elapsed, event, happened, NOW, type Row, testRows } from '../../testing/wait-rows.ts';

const click = happened('email.clicked', '2026-11-20T08:00:00Z', { step: 'mail1' });
const looking = (lookBack: string, more = {}) => ({ ...doors(event('email.clicked', more)), lookBack });
const sent = (last: string, named?: string) => ({
  lastSendAt: at(last),
  ...(named ? { outputs: { mail1: { port: 'next', at: at(named), sentAt: at(named) } } } : {}),
});
const ofMail1 = {
  filter: { version: 1, combinator: 'and', rules: [{ field: 'event.step', operator: '=', value: 'mail1' }] },
};
const arrives = { from: '2026-11-20T10:00:00Z', events: [click] };

const RULES: Row[] = [
  ['this wait: what came before does not count', { ...arrives, config: looking('this-wait') }, undefined, undefined],
  [
    'previous send: what came after it counts',
    { ...arrives, config: looking('previous-send'), state: sent('2026-11-20T07:00:00Z') },
    'd0',
    NOW,
    /email.clicked came/,
  ],
  [
    'previous send: what came before it does not',
    { ...arrives, config: looking('previous-send'), state: sent('2026-11-20T09:00:00Z') },
    undefined,
    undefined,
  ],
  [
    'previous send: counted from the message that the filter names',
    {
      ...arrives,
      config: looking('previous-send', ofMail1),
      state: sent('2026-11-20T09:00:00Z', '2026-11-20T07:00:00Z'),
    },
    'd0',
    NOW,
  ],
  [
    'previous send: from the trigger where nothing was sent',
    { ...arrives, config: looking('previous-send'), trigger: happened('x', '2026-11-20T07:30:00Z') },
    'd0',
    NOW,
  ],
  ['entry: what came before the run does not count', { ...arrives, config: looking('entry') }, undefined, undefined],
  [
    'duration: within it',
    { ...arrives, config: { ...looking('duration'), lookBackFor: elapsed(3, 'hours') } },
    'd0',
    NOW,
  ],
  [
    'duration: before it',
    { ...arrives, config: { ...looking('duration'), lookBackFor: elapsed(1, 'hours') } },
    undefined,
    undefined,
  ],
  ['ever', { ...arrives, config: looking('ever') }, 'd0', NOW],
];

testRows('W3 look-back', RULES);
