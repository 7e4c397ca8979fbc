import { SOME_FRIDAY } from '../../node/context-for.ts';
import { testNode } from '../../node/test-node.ts';
import join from './definition.ts';

const twoDays = { amount: 2, unit: 'days', mode: 'elapsed' };

testNode(join, {
  valid: [{}, { need: 'any' }, { need: 'some', count: 3, giveUpAfter: twoDays }],
  invalid: [{ need: 'most' }, { need: 'some', count: 1 }, { need: 'some', count: 11 }],
  decides: [
    { name: 'waits for all', config: {}, expect: { kind: 'join', need: 'all', port: 'next' } },
    { name: 'waits for so many', config: { need: 'some', count: 3 }, expect: { need: 3 } },
    {
      name: 'gives up by a port of its own',
      config: { need: 'any', giveUpAfter: twoDays },
      expect: { need: 'any', until: SOME_FRIDAY + 2 * 86_400_000, onTime: 'timeout' },
    },
  ],
  summaries: [
    { config: {}, expect: 'All branches' },
    { config: { need: 'some', count: 2, giveUpAfter: twoDays }, expect: '2 branches within 2 days' },
  ],
});
