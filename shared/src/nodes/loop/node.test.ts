import { testNode } from '../../node/test-node.ts';
import loop from './definition.ts';

const after = (port: string, round: number) => ({ outputs: { node1: { port, at: 0, data: { round } } } });

testNode(loop, {
  valid: [{}, { times: 1 }],
  invalid: [{ times: 0 }, { times: 1_001 }, { times: 1.5 }],
  decides: [
    { name: 'goes round first', config: { times: 2 }, expect: { port: 'again', output: { round: 1 } } },
    {
      name: 'counts its rounds',
      config: { times: 2 },
      context: after('again', 1),
      expect: { port: 'again', output: { round: 2 } },
    },
    { name: 'goes on after the last', config: { times: 2 }, context: after('again', 2), expect: { port: 'done' } },
    {
      name: 'counts anew when a lead comes again later',
      config: { times: 2 },
      context: after('done', 2),
      expect: { port: 'again', output: { round: 1 } },
    },
  ],
  summaries: [{ config: { times: 5 }, expect: '5 times' }],
});
