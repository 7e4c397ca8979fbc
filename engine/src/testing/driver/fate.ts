import type { Chance } from '@trellis/shared/testing/chance.ts';
import type { FaultPoint } from '../../runs/step.ts';

/** What a provider does with a mail. */
export type Fortune =
  | 'accept'
  | 'retry-before-gate'
  | 'fail-before-gate'
  | 'retry-after-gate'
  | 'fail-after-gate'
  | 'hard-bounce'
  | 'lost-and-arrived'
  | 'lost-and-gone'
  | 'gate-reply-lost';

/** Where, in the life of a mail, something else happens. */
const MOMENTS = ['claimed', 'in-gate', 'transmitting'] as const;
export type Moment = (typeof MOMENTS)[number];
const MEDDLINGS = ['pause', 'pause-and-resume', 'exit', 'opt-out', 'event', 'pause-workflow', 'pause-above'] as const;
export type Meddling = (typeof MEDDLINGS)[number] | 'stray';

/** Everything that befalls one attempt of a call, drawn beforehand so that a seed repeats it. */
export interface Fate {
  fortune: Fortune;
  /** The process dies here. */
  dies?: FaultPoint | 'at-gate' | 'after-gate';
  /** The attempt freezes here until it is let go, long after another took over. */
  freezes?: 'claimed' | 'transmitting';
  meddling: { moment: Moment; what: Meddling }[];
  /** The task is lost before it begins. */
  neverBegins: boolean;
  /** The answer is lost after the commit. */
  replyLost: boolean;
  /** A second attempt of the same call runs beside it. */
  doubled: boolean;
}

/** A good fate; what a call is given once it has suffered enough. */
export const KIND: Fate = {
  fortune: 'accept',
  meddling: [],
  neverBegins: false,
  replyLost: false,
  doubled: false,
};

export function drawFate(chance: Chance): Fate {
  const dies = chance.maybe(0.12)
    ? chance.pick([
        'before-claim',
        'after-claim',
        'at-gate',
        'after-gate',
        'before-settle',
        'after-settle',
        'before-answer',
      ] as const)
    : undefined;
  const freezes = chance.maybe(0.08) ? chance.pick(['claimed', 'transmitting'] as const) : undefined;
  const meddling = MOMENTS.flatMap((moment) => {
    if (!chance.maybe(moment === 'transmitting' ? 0.8 : 0.25)) return [];
    return [
      {
        moment,
        what: chance.maybe(moment === 'transmitting' ? 0.75 : 0.5) ? ('stray' as const) : chance.pick(MEDDLINGS),
      },
    ];
  });
  return {
    fortune: chance.maybe(0.55)
      ? 'accept'
      : chance.pick([
          'retry-before-gate',
          'fail-before-gate',
          'retry-after-gate',
          'fail-after-gate',
          'hard-bounce',
          'lost-and-arrived',
          'lost-and-gone',
          'gate-reply-lost',
        ] as const),
    ...(dies ? { dies } : {}),
    ...(freezes ? { freezes } : {}),
    meddling,
    neverBegins: chance.maybe(0.04),
    replyLost: chance.maybe(0.1),
    doubled: chance.maybe(0.05),
  };
}
