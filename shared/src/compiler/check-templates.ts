import type { Reference } from './check-conditions.ts';
import type { FieldsByType } from './check-config.ts';
import { valuesAt } from './config-fields.ts';
import type { Drawing } from './drawing.ts';

/** `{{ … }}` and `{% … %}`: what Liquid evaluates. The bound keeps an unclosed bracket from being searched again and again. */
const LIQUID = /\{\{[^{}]{0,2000}\}\}|\{%[^{}]{0,2000}%\}/g;
const QUOTED = /"[^"]*"|'[^']*'/g;
const NAMED = /(?<![\w.-])(?:lead|output)(?:\.[A-Za-z0-9_-]+)+/g;

/** The fields of leads and earlier steps that all template texts name, each once per text. Texts are scanned, not parsed: their syntax is the engine's matter. */
export function templateReferences({ parts }: Drawing, fields: FieldsByType): Reference[] {
  const references: Reference[] = [];
  for (const part of parts) {
    if (!part.type) continue;
    for (const { path: at, widget } of fields.get(part.type) ?? []) {
      if (widget !== 'template-text') continue;
      for (const { path, value } of valuesAt(part.config, at)) {
        for (const field of fieldsNamed(value)) references.push({ part, path, field });
      }
    }
  }
  return references;
}

function fieldsNamed(text: unknown): Set<string> {
  const named = new Set<string>();
  if (typeof text !== 'string') return named;
  for (const [expression] of text.matchAll(LIQUID)) {
    for (const [field] of expression.replaceAll(QUOTED, '').matchAll(NAMED)) named.add(field);
  }
  return named;
}
