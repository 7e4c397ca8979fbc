export const ROW_STATES = ['ready', 'waiting', 'claimed', 'transmitting', 'paused', 'parked', 'ended'] as const;
export const CAUSES = ['start', 'go', 'timer', 'wake'] as const;
/** The number of the wake-up seen last, beside the row's `step_no`. */
export const RELATIONS = ['below', 'equal', 'above'] as const;
export type RowState = (typeof ROW_STATES)[number];
export type CallCause = (typeof CAUSES)[number];
export type Relation = (typeof RELATIONS)[number];

const CELLS = CAUSES.flatMap((cause) => RELATIONS.map((relation) => [cause, relation] as const));

/** In which states of the row, for which causes, and after wake-ups of which numbers calls were made. */
export class CallCoverage {
  private readonly cells = new Map<string, number>();
  private readonly turns = new Map<RowState | undefined, number>();

  see(state: RowState, cause: CallCause, relation: Relation): void {
    const cell = `${state} ${cause} ${relation}`;
    this.cells.set(cell, (this.cells.get(cell) ?? 0) + 1);
  }

  /** Cause and number for a call out of nowhere: in turn for each state, so that also the rarest state meets all. */
  cellInTurn(state: RowState | undefined): readonly [CallCause, Relation] {
    const turn = this.turns.get(state) ?? 0;
    this.turns.set(state, turn + 1);
    return CELLS[turn % CELLS.length] ?? ['wake', 'equal'];
  }

  missing(): string[] {
    return ROW_STATES.flatMap((state) =>
      CAUSES.flatMap((cause) => RELATIONS.map((relation) => `${state} ${cause} ${relation}`)),
    ).filter((cell) => !this.cells.has(cell));
  }

  /** One line per row state and cause, the relations side by side. */
  table(): string {
    const pad = (text: string | number) => String(text).padStart(7);
    const lines = ROW_STATES.flatMap((state) =>
      CAUSES.map((cause) => {
        const counts = RELATIONS.map((relation) => pad(this.cells.get(`${state} ${cause} ${relation}`) ?? 'NEVER'));
        return `  ${state.padEnd(13)} ${cause.padEnd(6)}${counts.join('')}`;
      }),
    );
    return [`  ${'row state'.padEnd(13)} ${'cause'.padEnd(6)}${RELATIONS.map(pad).join('')}`, ...lines].join('\n');
  }
}
