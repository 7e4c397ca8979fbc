import { useMemo, useState } from 'react';
import { type Choices, type Pace, USUAL_PACE } from './choices.ts';

/** What a person chose for the next publish. It outlives the dialog, so that looking at Compare and coming back loses nothing. */
export interface Publishing {
  choices: Choices;
  choose: (choices: Choices) => void;
  pace: Pace;
  setPace: (pace: Pace) => void;
  /** After a publish: the next one starts afresh. */
  reset: () => void;
}

export function usePublishing(): Publishing {
  const [choices, choose] = useState<Choices>(new Map());
  const [pace, setPace] = useState(USUAL_PACE);
  return useMemo(
    () => ({
      choices,
      choose,
      pace,
      setPace,
      reset: () => {
        choose(new Map());
        setPace(USUAL_PACE);
      },
    }),
    [choices, pace],
  );
}
