import { type ComponentType, lazy } from 'react';
import type { FieldSchema } from '../inspector/schema.ts';
import { BranchesWidget } from './branches.tsx';
import { ChoicesWidget } from './choices.tsx';
import { CronWidget } from './cron.tsx';
import { DateWidget } from './date.tsx';
import { DateTimeWidget } from './date-time.tsx';
import { DurationWidget } from './duration.tsx';
import { EntryCapWidget } from './entry-cap.tsx';
import { EventWidget } from './event.tsx';
import { FieldWidget } from './field.tsx';
import { FormWidget } from './form.tsx';
import { FormMomentWidget } from './form-moment.tsx';
import { KeyValueWidget } from './key-value.tsx';
import { LeadFieldWidget } from './lead-field.tsx';
import { ListWidget } from './list.tsx';
import { NumberWidget } from './number.tsx';
import { ObjectWidget } from './object.tsx';
import { PercentagesWidget } from './percentages.tsx';
import { PersonWidget } from './person.tsx';
import { PortListWidget } from './port-list.tsx';
import { PriorityWidget } from './priority.tsx';
import { ReEntryWidget } from './re-entry.tsx';
import { SegmentWidget } from './segment.tsx';
import { SelectWidget } from './select.tsx';
import { StepWidget } from './step.tsx';
import { SwitchWidget } from './switch.tsx';
import { TagsWidget } from './tags.tsx';
import { TemplateTextWidget } from './template-text.tsx';
import { TextWidget } from './text.tsx';
import { TimeWidget } from './time.tsx';
import { TimeZoneWidget } from './time-zone.tsx';
import { ValueWidget } from './value.tsx';
import { WeekdaysWidget } from './weekdays.tsx';
import type { WidgetProps } from './widget.ts';
import { WindowWidget } from './window.tsx';
import { WorkflowWidget } from './workflow.tsx';

/** Widgets by the name that a schema gives. Adding one is a file and a line. */
export const WIDGETS: Readonly<Record<string, ComponentType<WidgetProps>>> = {
  duration: DurationWidget,
  // The query builder is large and most forms have no condition.
  condition: lazy(() => import('./condition.tsx')),
  event: EventWidget,
  'template-text': TemplateTextWidget,
  window: WindowWidget,
  'lead-field': LeadFieldWidget,
  percentages: PercentagesWidget,
  'key-value': KeyValueWidget,
  branches: BranchesWidget,
  'port-list': PortListWidget,
  workflow: WorkflowWidget,
  segment: SegmentWidget,
  person: PersonWidget,
  form: FormWidget,
  'form-moment': FormMomentWidget,
  step: StepWidget,
  field: FieldWidget,
  weekdays: WeekdaysWidget,
  cron: CronWidget,
  'date-time': DateTimeWidget,
  're-entry': ReEntryWidget,
  'entry-cap': EntryCapWidget,
  priority: PriorityWidget,
  'time-zone': TimeZoneWidget,
};

/** The widget of a field: the one its schema names, else the one for its plain shape. An unknown name is drawn by its shape. */
export function widgetOf(schema: FieldSchema): ComponentType<WidgetProps> {
  const named = schema.widget ? WIDGETS[schema.widget] : undefined;
  if (named) return named;
  if (schema.enum) return SelectWidget;
  if (schema.anyOf) return ValueWidget;
  switch (schema.type) {
    case 'number':
    case 'integer':
      return NumberWidget;
    case 'boolean':
      return SwitchWidget;
    case 'array':
      if (schema.items?.enum) return ChoicesWidget;
      return schema.items?.type === 'string' && !schema.items.widget ? TagsWidget : ListWidget;
    case 'object':
      return schema.properties ? ObjectWidget : KeyValueWidget;
    default:
      if (schema.format === 'date') return DateWidget;
      return schema.pattern && /\[0-5\]\\d|\[0-5\]\[0-9\]/.test(schema.pattern) ? TimeWidget : TextWidget;
  }
}

/** True where the widget is one control with its own label text beside it, so that the form draws no label above. */
export function hasOwnLabel(schema: FieldSchema): boolean {
  return schema.type === 'boolean' && !schema.widget;
}

/** True where the widget draws several parts and says beside each what is wrong with it. */
export function hasParts(schema: FieldSchema): boolean {
  return PARTED.has(widgetOf(schema));
}

const PARTED: ReadonlySet<unknown> = new Set([BranchesWidget, PortListWidget, ListWidget, ObjectWidget]);
