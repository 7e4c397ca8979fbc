import type { ConditionNames } from '../../condition/sentence.ts';

/** One setting that differs: the label as the form has it, the values as people read them. A null value was or is not set. */
export interface SettingChange {
  label: string;
  from: string | null;
  to: string | null;
}

/** One line of what is different between two graphs. `nodeId` is null for what concerns the whole workflow; `text` follows the name. */
export interface VersionChange {
  kind: 'new' | 'changed' | 'gone';
  nodeId: string | null;
  type: string | null;
  name: string;
  settings: SettingChange[];
  text: string;
}

/** What people call the things that configs name by id. */
export interface ChangeNames extends ConditionNames {
  /** A workflow, segment or person, by the widget of its field; undefined where it is unknown. */
  thing?(widget: string, id: string): string | undefined;
}
