import type { ConditionNames } from '@trellis/shared/condition/sentence.ts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldGroups, fieldNamed } from './condition-fields.ts';
import { eventTitle } from './event-title.ts';
import { useFormSources } from './form-sources.ts';

/** How conditions of this workflow call fields and events; `event` is the one at hand, where there is one. */
export function useConditionNames(event = ''): ConditionNames {
  const { t } = useTranslation();
  const sources = useFormSources();
  return useMemo(() => {
    const groups = fieldGroups(sources, event);
    return { field: (name) => fieldNamed(groups, name)?.label, event: (name) => eventTitle(t, name) };
  }, [sources, event, t]);
}
