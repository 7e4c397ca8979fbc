import { Liquid, Output, type Template } from 'liquidjs';
import type { MissingVariable, TemplatePart, TemplatePosition } from './template.ts';

/** Characters of one part; a mail is ≤ 100 kB anyway. */
const LONGEST_PART = 200_000;
/** Objects and characters Liquid's own filters may create in one render. */
const MOST_OBJECTS = 10_000_000;
/** Rendered characters of one part. */
export const LONGEST_OUTPUT = 1_000_000;
/** Parsed templates kept per engine. */
const KEPT = 64;
/** Files have no place in a mail template; `echo` prints past the check for missing variables. */
const FORBIDDEN_TAGS = ['include', 'render', 'layout', 'block', 'echo'];

export interface LiquidEngine {
  /** Parses a part, from memory where possible; throws Liquid's errors. */
  parse(part: TemplatePart, text: string): Template[];
  /** Renders a part and lists the variables it lacked; throws Liquid's errors. */
  render(part: TemplatePart, text: string, data: object): { output: string; missing: MissingVariable[] };
}

/** An output of a template together with what it takes to judge it. */
export interface PrintedValue {
  variable: string;
  at: TemplatePosition;
  /** Whether nothing stands in when the variable is missing. */
  required: boolean;
}

/** Makes a Liquid engine for one time zone. Only HTML is escaped; the other parts are plain text. */
export function createLiquidEngine(timeZone: string, renderMs: number): LiquidEngine {
  const missing: MissingVariable[] = [];
  const parsed = new Map<string, Template[]>();
  const engineFor = (escaped: boolean): Liquid => {
    const liquid = new Liquid({
      ...(escaped ? { outputEscape: 'escape' as const } : {}),
      ownPropertyOnly: true,
      strictFilters: true,
      templates: {},
      parseLimit: LONGEST_PART,
      renderLimit: renderMs,
      memoryLimit: MOST_OBJECTS,
      timezoneOffset: timeZone,
      locale: 'en-US',
    });
    for (const tag of FORBIDDEN_TAGS) delete liquid.tags[tag];
    // These run a text as an expression, which could be a lead's.
    for (const filter of Object.keys(liquid.filters)) if (filter.endsWith('_exp')) delete liquid.filters[filter];
    return liquid;
  };
  const html = engineFor(true);
  const plain = engineFor(false);

  const parse = (part: TemplatePart, text: string): Template[] => {
    const key = `${part}\n${text}`;
    const known = parsed.get(key);
    if (known) return known;
    const templates = (part === 'html' ? html : plain).parse(text);
    for (const printed of printedValues(templates, part)) watch(printed, missing);
    parsed.set(key, templates);
    for (const oldest of parsed.keys()) {
      if (parsed.size <= KEPT) break;
      parsed.delete(oldest);
    }
    return templates;
  };

  return {
    parse,
    render(part, text, data) {
      missing.length = 0;
      const output: unknown = (part === 'html' ? html : plain).renderSync(parse(part, text), data);
      return { output: String(output), missing: missing.slice() };
    },
  };
}

/** Every `{{ … }}` of a template that prints a variable, those inside blocks included. */
export function* printedValues(
  templates: Iterable<Template>,
  part: TemplatePart,
): Generator<PrintedValue & { output: Output }> {
  for (const template of templates) {
    const node: Template = template;
    if (template instanceof Output) {
      const [line = 1, column = 1] = template.token.getPosition();
      const [head = ''] = template.token.input.slice(...template.token.contentRange).split('|');
      const variable = head.trim();
      const literal = /^(?:["'\d(-]|(?:true|false|nil|null|empty|blank)$)/.test(variable);
      const fallback = template.value.filters.some(({ name }) => name === 'default');
      if (!literal) yield { output: template, variable, at: { part, line, column }, required: !fallback };
    }
    const children = node.children?.(false, true);
    if (children) yield* printedValues(childrenOf(children), part);
  }
}

/** Without partials the generator yields nothing to wait for: its return value is the list. */
function childrenOf(generator: Generator<unknown, Template[]>): Template[] {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
  }
}

/** Notes an output that comes to nothing, both before its filters (`| append: "!"` would hide it) and after. */
function watch(
  { output, variable, at, required }: PrintedValue & { output: Output },
  missing: MissingVariable[],
): void {
  if (!required) return;
  const { filters } = output.value;
  const noting = {
    name: '',
    raw: false,
    args: [],
    *render(value: unknown): Generator<unknown, unknown, unknown> {
      const known = missing.some(({ line, column }) => line === at.line && column === at.column);
      if (isMissing(value) && !known) missing.push({ variable, ...at });
      return value;
    },
  };
  // A filter is anything with this shape; the class itself wants a parsed token for its error messages.
  const filter = noting as unknown as (typeof filters)[number];
  // Liquid appends its own escape filter, named after nothing an author can write; it must stay the last.
  const escapes = filters.at(-1)?.name.startsWith('[object') === true;
  filters.splice(escapes ? filters.length - 1 : filters.length, 0, filter);
  filters.unshift(filter);
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
