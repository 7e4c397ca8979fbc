import type { JsonValue } from '@trellis/shared/event/json.ts';
import { OWN_EVENTS } from '@trellis/shared/event/own-events.ts';
import { type AttributeKind, attributeKindOf, BUILT_IN_ATTRIBUTES } from '@trellis/shared/lead/lead.ts';
import { CATEGORIES } from '@trellis/shared/node/definition.ts';
import { describeCatalog } from '@trellis/shared/node/describe.ts';
import { seenAttributes, seenEvents } from '../../db/queries/catalog.ts';
import { readClock } from '../../db/queries/clock.ts';
import { listMembers } from '../../db/queries/members.ts';
import { formThings, segmentThings, workflowThings } from '../../db/queries/things.ts';
import { member } from '../context.ts';
import { peopleOf } from '../people.ts';

const nodes = member.catalog.nodes.handler(({ context }) => ({
  items: describeCatalog(context.services.catalog, CATEGORIES),
}));

const events = member.catalog.events.handler(async ({ context }) => {
  const rows = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const { now } = await readClock(tx, tx.workspaceId);
    return seenEvents(tx, now);
  });
  const seen = rows.map(({ samples, ...row }) => ({ ...row, properties: propertiesOf(samples) }));
  const unseen = OWN_EVENTS.filter(({ name }) => !rows.some((row) => row.name === name));
  const own = unseen.map(({ name, properties }) => ({ name, count: 0, lastAt: null, properties: [...properties] }));
  return { items: [...seen, ...own] };
});

const leadFields = member.catalog.leadFields.handler(async ({ context }) => {
  const seen = await context.services.db.inWorkspace(context.workspaceId, seenAttributes);
  const builtIn = new Set(BUILT_IN_ATTRIBUTES.map(({ name }) => name));
  const own = seen.flatMap(({ name, values }) => {
    const kind = kindOf(values);
    return builtIn.has(name) || name.length > 100 || !kind ? [] : [{ name, kind, builtIn: false }];
  });
  return { items: [...BUILT_IN_ATTRIBUTES.map((field) => ({ ...field, builtIn: true })), ...own] };
});

const things = member.catalog.things.handler(async ({ context }) => {
  const { db } = context.services;
  const found = await db.inWorkspace(context.workspaceId, async (tx) => ({
    workflows: await workflowThings(tx),
    segments: await segmentThings(tx),
    forms: await formThings(tx),
    members: await listMembers(tx),
  }));
  const { members, workflows, ...rest } = found;
  const people = await peopleOf(
    db,
    members.map(({ userId }) => userId),
  );
  return {
    ...rest,
    workflows: workflows.map(({ archived, ...workflow }) => ({ ...workflow, archived: archived === true })),
    people: members.map(({ userId, role }) => ({ id: userId, name: people(userId).name, role })),
  };
});

export const catalog = { nodes, events, leadFields, things };

/** Property names in the order of the newest event that has them, each with the kind of the first value that has one. */
function propertiesOf(samples: readonly Record<string, unknown>[]): { name: string; kind: AttributeKind }[] {
  const values = new Map<string, unknown[]>();
  for (const sample of samples) {
    for (const [name, value] of Object.entries(sample)) values.set(name, [...(values.get(name) ?? []), value]);
  }
  return [...values].flatMap(([name, found]) => {
    const kind = kindOf(found);
    return kind ? [{ name, kind }] : [];
  });
}

function kindOf(values: readonly unknown[]): AttributeKind | undefined {
  for (const value of values) {
    // Values come out of jsonb.
    const kind = attributeKindOf(value as JsonValue);
    if (kind) return kind;
  }
  return undefined;
}
