import type { VersionChange } from '@trellis/shared/api/publish-views.ts';
import type { GraphNode } from '@trellis/shared/graph/graph.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { asFieldSchema, fieldsOf, titleOf } from '../inspector/schema.ts';

/** A setting as the drawer shows it: in a row, or, where people wrote more than a line, as a text of its own with its whole words. */
interface ShownSetting {
  label: string;
  from: string | null;
  to: string | null;
  text: boolean;
}

/** Longer than this, or of several lines, a value is a text. */
const LONGEST_IN_ROW = 120;

/** The settings of a change with their whole texts, which the list shortens; rows first, texts after. */
export function fullSettings(
  change: VersionChange,
  from: GraphNode | undefined,
  to: GraphNode | undefined,
  description: NodeDescription | undefined,
): ShownSetting[] {
  const fields = description ? fieldsOf(asFieldSchema(description.schema)) : [];
  const written = (node: GraphNode | undefined, name: string) => {
    const value = node?.config[name];
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  const shown = change.settings.map((setting): ShownSetting => {
    const field = fields.find(({ name, schema }) => titleOf(schema, name) === setting.label);
    const whole = field && { from: written(from, field.name), to: written(to, field.name) };
    // Only where both sides are plain texts: dates, durations and choices read better as the server tells them.
    const isText = whole && (isLong(whole.from) || isLong(whole.to));
    if (isText) return { label: setting.label, ...whole, text: true };
    // The list shortens with an ellipsis; here there is room.
    const cut = whole && [setting.from, setting.to].some((words) => words?.includes('…'));
    return cut ? { label: setting.label, ...whole, text: false } : { ...setting, text: false };
  });
  return [...shown.filter(({ text }) => !text), ...shown.filter(({ text }) => text)];
}

function isLong(text: string | null): boolean {
  return text !== null && (text.length > LONGEST_IN_ROW || text.includes('\n'));
}

/** A step as JSON, for those who want to see all of it; its place on the drawing is no part of what it does. */
export function stepJson(node: GraphNode | undefined): string {
  if (!node) return '';
  const { position: _, ...rest } = node;
  return JSON.stringify(rest, null, 2);
}
