import type { Condition } from '@trellis/shared/condition/condition.ts';
import { createContext, useContext } from 'react';
import type { ApiClient } from '../api/client.ts';

type Answer<Call extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Call>>;

type SeenEvent = Answer<ApiClient['catalog']['events']>['items'][number];
type LeadField = Answer<ApiClient['catalog']['leadFields']>['items'][number];
export type Things = Answer<ApiClient['catalog']['things']>;
export type Matches = Answer<ApiClient['conditions']['matches']>;
type RenderedMail = Answer<ApiClient['mail']['preview']>;

/** What widgets know of the workspace. Lists are empty while they load. */
export interface FormSources {
  workflowId: string;
  events: readonly SeenEvent[];
  eventsFailed: boolean;
  leadFields: readonly LeadField[];
  /** Renders a mail as the send would; rejects with the reason. */
  previewMail(mail: { subject: string; preheader?: string; body: string }, signal: AbortSignal): Promise<RenderedMail>;
  /** What fields name by id; null while it loads. */
  things: Things | null;
  thingsFailed: boolean;
  /** Makes a segment without a rule and gives its id; null where the reader may not. */
  newSegment: ((name: string) => Promise<string>) | null;
  /** How many leads meet a condition now; rejects with the reason. */
  countMatches(condition: Condition, signal: AbortSignal): Promise<Matches>;
  /** Steps of the workflow that conditions and templates may name, by id. */
  steps: readonly { id: string; name: string }[];
  /** Names of the events that start this workflow: what `trigger.…` may read. */
  starts?: readonly string[];
  /** The reader's zone and the present of the workspace, for computed examples. */
  zone: string;
  now: number;
}

const FormSourcesContext = createContext<FormSources | null>(null);
export const FormSourcesProvider = FormSourcesContext.Provider;

export function useFormSources(): FormSources {
  const sources = useContext(FormSourcesContext);
  if (!sources) throw new Error('useFormSources was called outside of a FormSourcesProvider: wrap the form in one.');
  return sources;
}
