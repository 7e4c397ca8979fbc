import { useTranslation } from 'react-i18next';
import type { ChangeLabel, Reason } from '../store/commands/outcome.ts';

/** Each key asks for values of its own; commands carry them beside the key, which the types can't pair up. */
type Translate = (key: string, values: Record<string, string | number>) => string;

/** Gives the function that puts a change into words: "Delete “Welcome email”". */
export function useChangeWords(): (label: ChangeLabel) => string {
  const { t } = useTranslation();
  return ({ key, values }) => (t as Translate)(`canvas.change.${key}`, values ?? {});
}

/** Gives the function that says why something can't be done: "A trigger starts a workflow". */
export function useReasonWords(): (reason: Reason) => string {
  const { t } = useTranslation();
  return ({ key, values }) => (t as Translate)(`canvas.reason.${key}`, values ?? {});
}
