/** The parts of an email template, each Liquid. */
export interface TemplateParts {
  subject: string;
  html: string;
  /** The line mail programs show beside the subject. */
  preheader?: string | undefined;
}

export type TemplatePart = keyof TemplateParts;
export const TEMPLATE_PARTS: readonly TemplatePart[] = ['subject', 'preheader', 'html'];

/** Where in which part; line and column count from 1. */
export interface TemplatePosition {
  part: TemplatePart;
  line: number;
  column: number;
}

export interface RenderInput extends TemplateParts {
  /** What the variables stand for: plain data. Own properties only; null and empty text count as missing. */
  data: Record<string, unknown>;
  /** IANA zone for the `date` filter; UTC by default. */
  timeZone?: string | undefined;
}

export interface Rendered {
  kind: 'rendered';
  /** One line of plain text. */
  subject: string;
  html: string;
  /** One line of plain text, not escaped. */
  preheader?: string;
}

export interface MissingVariable extends TemplatePosition {
  /** As written in the template, such as `lead.first_name`. */
  variable: string;
}

export type TemplateProblemCode =
  | 'syntax'
  | 'unknown_tag'
  | 'unknown_filter'
  | 'tag_not_closed'
  | 'output_not_closed'
  | 'template_too_long';

export interface TemplateProblem extends TemplatePosition {
  code: TemplateProblemCode;
  /** A sentence for the author; it quotes the template only. */
  message: string;
}

/** Why a message could not be rendered. Made of codes, positions and template text; data values never enter it. */
export type RenderFault =
  | { kind: 'fault'; code: 'variable_missing'; missing: MissingVariable[] }
  | { kind: 'fault'; code: 'template_invalid'; problems: TemplateProblem[] }
  /** A tag or filter failed on the data it was given. */
  | { kind: 'fault'; code: 'render_failed'; at: TemplatePosition }
  /** Too many steps, objects or characters. */
  | { kind: 'fault'; code: 'limit_exceeded'; at: TemplatePosition }
  /** Killed after its time. */
  | { kind: 'fault'; code: 'render_timeout' }
  /** Killed by its memory limit, or its thread died otherwise. */
  | { kind: 'fault'; code: 'render_crashed' }
  | { kind: 'fault'; code: 'renderer_closed' };

/** One variable a template uses. */
export interface TemplateVariable extends TemplatePosition {
  variable: string;
  /** Whether it is printed without a fallback, so that a lead without it gets no mail. */
  required: boolean;
}

export interface TemplateCheck {
  kind: 'check';
  variables: TemplateVariable[];
  problems: TemplateProblem[];
}
