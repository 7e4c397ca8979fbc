import type { LiquidError } from 'liquidjs';
import { createLiquidEngine, type LiquidEngine, LONGEST_OUTPUT, printedValues } from './liquid-engine.ts';
import {
  type MissingVariable,
  type Rendered,
  type RenderFault,
  type RenderInput,
  TEMPLATE_PARTS,
  type TemplateCheck,
  type TemplatePart,
  type TemplateParts,
  type TemplatePosition,
  type TemplateProblem,
  type TemplateProblemCode,
  type TemplateVariable,
} from './template.ts';

/** Engines kept, one per time zone in use. */
const MOST_ZONES = 32;

export interface PartsRenderer {
  render(input: RenderInput): Rendered | RenderFault;
  check(parts: TemplateParts): TemplateCheck;
}

/** Renders and checks templates in the calling thread; it may never return, so it belongs into a thread that can be killed. */
export function createPartsRenderer({ renderMs }: { renderMs: number }): PartsRenderer {
  const engines = new Map<string, LiquidEngine>();
  const engineFor = (timeZone: string): LiquidEngine => {
    const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
    const known = engines.get(zone);
    if (known) return known;
    if (engines.size >= MOST_ZONES) engines.clear();
    const engine = createLiquidEngine(zone, renderMs);
    engines.set(zone, engine);
    return engine;
  };

  const check = (parts: TemplateParts): TemplateCheck => {
    const engine = engineFor('UTC');
    const variables: TemplateVariable[] = [];
    const problems: TemplateProblem[] = [];
    for (const part of TEMPLATE_PARTS) {
      const text = parts[part];
      if (text === undefined) continue;
      try {
        for (const { variable, at, required } of printedValues(engine.parse(part, text), part)) {
          variables.push({ variable, required, ...at });
        }
      } catch (error) {
        problems.push(problemOf(part, text, error));
      }
    }
    return { kind: 'check', variables, problems };
  };

  return {
    check,
    render(input) {
      const engine = engineFor(input.timeZone ?? 'UTC');
      const { problems } = check(input);
      if (problems.length > 0) return { kind: 'fault', code: 'template_invalid', problems };
      const missing: MissingVariable[] = [];
      const outputs: Partial<Record<TemplatePart, string>> = {};
      for (const part of TEMPLATE_PARTS) {
        const text = input[part];
        if (text === undefined) continue;
        try {
          const rendered = engine.render(part, text, input.data);
          missing.push(...rendered.missing);
          if (rendered.output.length > LONGEST_OUTPUT) {
            return { kind: 'fault', code: 'limit_exceeded', at: { part, line: 1, column: 1 } };
          }
          outputs[part] = rendered.output;
        } catch (error) {
          const code = /limit exceeded|Invalid string length/.test(textOf(error)) ? 'limit_exceeded' : 'render_failed';
          return { kind: 'fault', code, at: positionOf(part, text, error) };
        }
      }
      if (missing.length > 0) return { kind: 'fault', code: 'variable_missing', missing };
      const rendered: Rendered = {
        kind: 'rendered',
        subject: oneLine(outputs.subject ?? ''),
        html: outputs.html ?? '',
      };
      if (outputs.preheader !== undefined) rendered.preheader = oneLine(outputs.preheader);
      return rendered;
    },
  };
}

/** A line break that data or template brought in would be a second header. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
}

function problemOf(part: TemplatePart, template: string, error: unknown): TemplateProblem {
  const [code, message] = describe(textOf(error));
  return { ...positionOf(part, template, error), code, message };
}

const PROBLEMS: [RegExp, TemplateProblemCode, (name: string) => string][] = [
  [/tag "([^"]{0,40})" not found/, 'unknown_tag', (name) => `There is no tag "${name}" here. Files can't be included.`],
  [/undefined filter: ([\w-]{0,40})/, 'unknown_filter', (name) => `There is no filter "${name}".`],
  [/tag .*?%?([\w-]{0,40}).* not closed/, 'tag_not_closed', () => 'A tag is opened here and never closed.'],
  [/output .* not closed/, 'output_not_closed', () => 'A "{{" is opened here and never closed with "}}".'],
  [/parse length limit exceeded/, 'template_too_long', () => 'The template is too long: at most 200,000 characters.'],
];

function describe(text: string): [TemplateProblemCode, string] {
  for (const [pattern, code, message] of PROBLEMS) {
    const found = pattern.exec(text);
    if (found) return [code, message(found[1] ?? '')];
  }
  return ['syntax', 'This is not valid Liquid.'];
}

/** Only to be matched against, never to be shown: render errors quote values. */
function textOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** Liquid's errors carry the token at fault; its position is the only thing taken from it. */
function positionOf(part: TemplatePart, template: string, error: unknown): TemplatePosition {
  const token = (error as Partial<LiquidError> | null)?.token;
  // A token of a text within the template, such as an expression, would point nowhere.
  if (token?.input === template) {
    const [line = 1, column = 1] = token.getPosition();
    return { part, line, column };
  }
  return { part, line: 1, column: 1 };
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
