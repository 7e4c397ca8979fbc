import { z } from 'zod';
import { workflowSettingsSchema } from './graph.ts';

/** The settings of a workflow as JSON Schema (draft 7), with what a form reads of each: title, help, widget. Apart from graph.ts, because only a form needs it. */
export function settingsSchema(): Record<string, unknown> {
  return z.toJSONSchema(workflowSettingsSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
}
