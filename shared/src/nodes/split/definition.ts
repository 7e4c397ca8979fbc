import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { branchId } from '../../node/fields.ts';
import { pickShare, randomFrom } from '../../schedule/random.ts';

const config = z.object({
  arms: z
    .array(
      z.object({
        id: branchId,
        label: z.string().trim().max(60).default('').meta({ title: 'Name' }),
        percent: z.number().int().min(0).max(100).meta({ title: 'Percent' }),
      }),
    )
    .min(2)
    .max(10)
    .default([
      { id: 'a', label: 'A', percent: 50 },
      { id: 'b', label: 'B', percent: 50 },
    ])
    .meta({ title: 'Shares', widget: 'percentages', help: 'A lead keeps its way, also when it comes here again' }),
  levelling: z
    .enum(['chance', 'exact'])
    .default('chance')
    .meta({
      title: 'Shares are kept',
      labels: { chance: 'By chance', exact: 'Exactly, by turns' },
      help: 'By turns, every hundred leads split exactly so',
      advanced: true,
    }),
});
export type SplitConfig = z.output<typeof config>;

export default defineNode({
  type: 'split',
  version: 1,
  category: 'logic',
  title: 'Random split',
  icon: 'arrows-split-2',
  help: 'Sends shares of the leads different ways by chance.',
  keywords: ['random', 'percent', 'a/b', 'test', 'sample'],
  summary: '{arms|percent}',
  config,
  ports: { each: 'arms', id: 'id', label: 'label', plus: [] },
  check({ arms }) {
    const sum = arms.reduce((total, { percent }) => total + percent, 0);
    return sum === 100
      ? []
      : [{ path: ['arms'], code: 'split.sum', message: `the shares sum to ${sum} %: make them 100 %.` }];
  },
  decide({ config: { arms, levelling }, lead, node }) {
    if (levelling === 'exact') return { kind: 'perform', why: { text: 'Asks for the arm whose turn it is' } };
    // Chance by lead, not by run: whoever enters again keeps the arm, or an experiment would mix its groups.
    const number = randomFrom('split', lead.id, node.id);
    const index = pickShare(
      number,
      arms.map(({ percent }) => percent),
    );
    const arm = arms[index];
    if (!arm) return { kind: 'park', code: 'split.no-arm', why: { text: 'The split has no arms' } };
    const text = `${arm.label || `Branch ${index + 1}`}, one of ${arm.percent} % by chance`;
    return {
      kind: 'go',
      port: arm.id,
      why: { text, inputs: { number, percents: arms.map(({ percent }) => percent) } },
    };
  },
});
