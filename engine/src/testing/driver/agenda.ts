/** What is to happen at which instant (workspace time, epoch ms). */
export class Agenda {
  private readonly items: { at: number; work: () => Promise<void> }[] = [];

  add(at: number, work: () => Promise<void>): void {
    this.items.push({ at, work });
  }

  /** The next instant at which something is to happen; infinity where nothing is. */
  next(): number {
    return Math.min(...this.items.map(({ at }) => at));
  }

  /** Takes out what is due, oldest first. */
  take(now: number): (() => Promise<void>)[] {
    const due = this.items.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
    for (const item of due) this.items.splice(this.items.indexOf(item), 1);
    return due.map(({ work }) => work);
  }
}
