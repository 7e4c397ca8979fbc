import type { HandRun } from './hand-run.ts';

/** Brings fresh runs of a published `mail, wait for a click, …` to where a person finds them. */
export class StandingRuns {
  private readonly hand: HandRun;
  private users = 0;
  constructor(hand: HandRun) {
    this.hand = hand;
  }

  newUser(): string {
    return `lead${this.users++}`;
  }

  /** It rests at its wait for a click, its mail sent. */
  async waiting(): Promise<string> {
    const run = await this.hand.enter(this.newUser());
    await this.hand.call(run);
    return run;
  }

  /** The provider refused its mail for good: parked. */
  async parked(): Promise<string> {
    const run = await this.hand.enter(this.newUser());
    await this.hand.call(run, { fate: { fortune: 'fail-before-gate' } });
    return run;
  }

  /** Its mail was deferred: it waits for the next try. */
  async retrying(): Promise<string> {
    const run = await this.hand.enter(this.newUser());
    await this.hand.call(run, { fate: { fortune: 'retry-before-gate' } });
    return run;
  }
}
