import type { JsonValue } from '../event/json.ts';
import { readPath } from '../event/json.ts';

/**
 * True where a config meets a `when`, the little rule that ports, summaries and form fields share:
 * `field` (it is set), `field=value` (it has this value; `a|b` one of several), with a `!` before it for the contrary. Fields may be dotted (`window.from`).
 * Never throws, whatever the config holds.
 */
export function holds(when: string, config: Record<string, unknown>): boolean {
  if (when.startsWith('!')) return !holds(when.slice(1), config);
  const equals = when.indexOf('=');
  if (equals === -1) return isSet(valueAt(config, when));
  const value = valueAt(config, when.slice(0, equals));
  return when
    .slice(equals + 1)
    .split('|')
    .includes(typeof value === 'object' ? '' : String(value));
}

/** The value at a dotted path of a config, undefined where there is none; only own fields are followed. */
export function valueAt(config: Record<string, unknown>, path: string): unknown {
  // A config is JSON by the graph's schema; readPath looks at own fields only, so other values merely read as undefined.
  return readPath(config as Record<string, JsonValue>, path);
}

/** False for what a form leaves behind when a field is empty: nothing, an empty text or an empty list. */
export function isSet(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return !Array.isArray(value) || value.length > 0;
}
