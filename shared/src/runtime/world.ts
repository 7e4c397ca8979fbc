import type { EventRecord } from '../event/event.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import type { Loaded } from '../node/lookup.ts';
import type { Frozen } from './frozen.ts';

/** Everything `advance` may look at. Another world makes it the simulator, the backtest, the what-if. */
export interface World {
  /** Workspace time, epoch ms. */
  now: number;
  /** Workspace ms per real ms (sandbox clock); 1 normally. Retries are counted in real time. */
  clockFactor: number;
  runId: string;
  lead: LeadSnapshot;
  /** The event that started the run; null where a person did. */
  trigger: EventRecord | null;
  /** Channel → why it must not be used for this lead. */
  blocked: { email?: string; sms?: string };
  accountTimeZone?: string;
  /** The workflow's own zone (its settings). */
  workflowTimeZone?: string;
  workspaceTimeZone: string;
  loaded: Loaded;
  /** Pauses over the run; absent where there are none. */
  frozen?: Frozen;
}
