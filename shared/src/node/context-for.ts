import { evaluate } from '../condition/evaluate.ts';
import { type ConditionWorld, readField } from '../condition/fields.ts';
import type { CountQuery } from '../condition/needs.ts';
import { type EventRecord, effectiveAt, matchesName } from '../event/event.ts';
import type { JsonValue } from '../event/json.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import { randomFrom } from '../schedule/random.ts';
import { readLocal } from '../schedule/zone.ts';
import type { DecideContext, StepOutput } from './context.ts';

/** Friday 20 November 2026, 10:24 in Berlin: the moment of a context that names none. */
export const SOME_FRIDAY = Date.UTC(2026, 10, 20, 9, 24);

/** What a test says of the moment a node decides; everything has a default. Times are epoch ms. */
export interface ContextParts {
  now?: number;
  /** When the visit began; `now` if absent. */
  openedAt?: number;
  timeOver?: boolean;
  visit?: number;
  node?: { id: string; name: string };
  runId?: string;
  enteredAt?: number;
  lastSendAt?: number;
  variables?: Record<string, JsonValue>;
  outputs?: Record<string, StepOutput>;
  trigger?: EventRecord | null;
  lead?: Partial<LeadSnapshot>;
  zone?: string;
  blocked?: { email?: string; sms?: string };
  /** The lead's whole history: look-ups and counts are answered from it. */
  events?: EventRecord[];
}

/** Builds what `decide` sees, with real conditions and real chance, frozen through and through. For tests of node types. */
export function contextFor<Config>(config: Config, parts: ContextParts = {}): DecideContext<Config> {
  const { now = SOME_FRIDAY, events = [], trigger = null, visit = 1 } = parts;
  const node = parts.node ?? { id: 'node1', name: 'The node' };
  const runId = parts.runId ?? 'run1';
  const enteredAt = parts.enteredAt ?? now;
  const lead = leadFor(parts.lead);
  const zone = parts.zone ?? 'Europe/Berlin';
  const { variables = {}, outputs = {} } = parts;
  const world: ConditionWorld = {
    lead,
    trigger: trigger ?? undefined,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([id, { data, ...output }]) => [id, { ...data, ...output } as JsonValue]),
    ),
    variables,
    now,
    local: (text) => readLocal(text, zone),
  };
  const count = ({ event, days, where }: CountQuery) =>
    eventsOf(events, [event], days === undefined ? 0 : now - days * 86_400_000).filter(
      (one) => !where || evaluate(where, { ...world, event: one }).value === true,
    ).length;
  const context: DecideContext<Config> = {
    config,
    node,
    now,
    openedAt: parts.openedAt ?? now,
    visit,
    timeOver: parts.timeOver ?? false,
    run: {
      id: runId,
      enteredAt,
      variables,
      outputs,
      ...(parts.lastSendAt === undefined ? {} : { lastSendAt: parts.lastSendAt }),
    },
    trigger,
    lead,
    zone: { zone, source: 'lead' },
    blocked: parts.blocked ?? {},
    random: (salt = '') => randomFrom(runId, node.id, String(visit), salt),
    read: (field) => readField(field, world),
    evaluate: (condition, event) => evaluate(condition, { ...world, event, count }),
    events: (names, since) => eventsOf(events, names, since),
  };
  return deepFreeze(context);
}

/** An event for tests: happened and received at the same instant (epoch ms). */
export function eventFor(
  name: string,
  properties: Record<string, JsonValue> = {},
  at: number = SOME_FRIDAY,
): EventRecord {
  const time = new Date(at).toISOString();
  const id = `${name}@${at}`;
  return { id, name, properties, occurredAt: time, receivedAt: time, messageId: id };
}

/** A lead for tests: Aino Virtanen, opted in, in Helsinki. */
export function leadFor(parts: Partial<LeadSnapshot> = {}): LeadSnapshot {
  return {
    id: 'lead1',
    email: 'aino.virtanen@lahti-logistics.example',
    timeZone: 'Europe/Helsinki',
    attributes: {},
    tags: [],
    consent: { email: 'opted-in' },
    createdAt: new Date(SOME_FRIDAY - 30 * 86_400_000).toISOString(),
    ...parts,
  };
}

function eventsOf(events: EventRecord[], names: readonly string[], since: number): EventRecord[] {
  return events.filter((event) => effectiveAt(event) >= since && names.some((name) => matchesName(name, event.name)));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
