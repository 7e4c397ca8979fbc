import type { Port } from '@trellis/shared/node/definition.ts';
import { createContext, useContext } from 'react';
import type { Diagnostic } from '../canvas/workflow-api.ts';

/** What the parts of a form know of the step whose form it is. */
export interface StepContext {
  /** Its exits, by the names people gave them. */
  ports: readonly Port[];
  problems: readonly Diagnostic[];
}

const Context = createContext<StepContext>({ ports: [], problems: [] });
export const StepProvider = Context.Provider;

export function useStep(): StepContext {
  return useContext(Context);
}

/** The first problem that stands at, or within, a path of the config. */
export function problemAt(problems: readonly Diagnostic[], path: readonly (string | number)[]): Diagnostic | undefined {
  return problems.find((problem) => path.every((part, index) => problem.path?.[index] === part));
}
