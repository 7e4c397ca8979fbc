import type { ConditionGroup } from '../condition/condition.ts';
import { evaluate } from '../condition/evaluate.ts';
import { parseCondition } from '../condition/parse.ts';
import type { EventRecord } from '../event/event.ts';
import type { JsonValue } from '../event/json.ts';
import type { Graph } from '../graph/graph.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import { Chance } from './chance.ts';
import { LATER_EVENTS, PLANS, TAGS, TOPICS } from './generate-configs.ts';

const MINUTE = 60_000;

/** A lead, the same for the same seed: with and without address, time zone (a wrong one too), attributes, tags and consent. */
export function generateLead(seed: number): LeadSnapshot {
  const chance = new Chance(`lead ${seed}`);
  const zone = chance.pick([
    null,
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Mars/Olympus',
  ]);
  const email = chance.maybe(0.92) ? `lead-${seed}@generated.example` : null;
  return {
    id: `lead-${seed}`,
    email,
    phone: chance.maybe(0.7) ? `+358 40 ${chance.int(1_000_000, 9_999_999)}` : null,
    timeZone: zone,
    attributes: {
      ...(chance.maybe(0.7) ? { firstName: chance.pick(['Aino', 'Hugo', 'Petra', 'Øystein']) } : {}),
      ...(chance.maybe(0.7) ? { plan: chance.pick(PLANS) } : {}),
      ...(chance.maybe(0.6) ? { score: chance.int(-20, 120) } : {}),
      ...(chance.maybe(0.5) ? { renewal: `2026-0${chance.int(3, 5)}-${chance.int(10, 28)}` } : {}),
    },
    tags: chance.maybe(0.4) ? ['new'] : [],
    consent: {
      email: chance.pick(['opted-in', 'opted-in', 'opted-in', 'unknown', 'opted-out']),
      sms: chance.pick(['opted-in', 'opted-in', 'opted-in', 'unknown', 'opted-out']),
    },
    createdAt: new Date(Date.UTC(2026, 0, 1) + chance.int(0, 200) * 1_440 * MINUTE).toISOString(),
  };
}

/**
 * The events of one lead between two instants (epoch ms), oldest receipt first, the same for the same seed. The first starts a run of the
 * graph (where it has an event trigger); of the others about half are what its triggers and waits look for. Some arrive late, some claim to come
 * from the future.
 */
export function generateEvents(seed: number, graph: Graph, from: number, to: number): EventRecord[] {
  const chance = new Chance(`events ${seed}`);
  const wanted = wantedEvents(graph);
  const events: EventRecord[] = [];
  const first = wanted.find(({ starts }) => starts);
  if (first) events.push(eventAt(chance, `event-${seed}-0`, first, from, from));
  for (let n = chance.int(0, 14); n > 0; n--) {
    const happened = from + Math.floor(chance.number() * (to - from));
    const late = chance.maybe(0.2) ? chance.int(1, 3 * 1_440) * MINUTE : chance.int(0, 900);
    const claimed = chance.maybe(0.05) ? happened + late + 10 * MINUTE : happened;
    const target = wanted[chance.int(0, wanted.length - 1)];
    const asked = target && chance.maybe(0.6) ? target : { event: chance.pick(LATER_EVENTS), starts: false };
    events.push(eventAt(chance, `event-${seed}-${n}`, asked, claimed, happened + late));
  }
  return events.sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt) || (a.id < b.id ? -1 : 1));
}

interface Wanted {
  event: string;
  filter?: ConditionGroup;
  starts: boolean;
}

/** What the triggers and waits of a graph look for. */
function wantedEvents(graph: Graph): Wanted[] {
  return graph.nodes.flatMap(({ type, config }): Wanted[] => {
    if (typeof config.event !== 'string') return [];
    const filter = config.filter === undefined ? undefined : parseCondition(config.filter);
    return [
      { event: config.event, starts: type === 'trigger-event', ...(filter?.ok ? { filter: filter.condition } : {}) },
    ];
  });
}

function eventAt(
  chance: Chance,
  id: string,
  { event, filter }: Wanted,
  occurred: number,
  received: number,
): EventRecord {
  const record: EventRecord = {
    id,
    name: event.endsWith('*') ? `${event.slice(0, -1)}clicked` : event,
    properties: propertiesOf(chance),
    occurredAt: new Date(occurred).toISOString(),
    receivedAt: new Date(received).toISOString(),
    messageId: `message-${id}`,
  };
  // Generated filters ask for one of a few values, so that a handful of tries finds them.
  for (let tries = 0; filter && tries < 100; tries++) {
    if (evaluate(filter, { event: record, now: received }).value === true) break;
    record.properties = propertiesOf(chance);
  }
  return record;
}

function propertiesOf(chance: Chance): Record<string, JsonValue> {
  return {
    topic: chance.pick(TOPICS),
    tag: chance.pick(TAGS),
    ...(chance.maybe(0.8) ? { amount: chance.int(0, 100) } : {}),
  };
}
