import type { Powers } from './perform.ts';

/** Powers for tests of a node's effect: those given, and every other one refuses to be used. */
export function powersFor(given: Partial<Powers>): Powers {
  const refuse = (power: string) => () => {
    throw new Error(`The node used the power ${power}, which the test did not give.`);
  };
  return {
    email: { send: refuse('email') },
    http: { request: refuse('http') },
    sms: { send: refuse('sms') },
    slots: { take: refuse('slots') },
    arms: { take: refuse('arms') },
    ...given,
  };
}
