import type { Condition } from '@trellis/shared/condition/condition.ts';
import { fieldsOf } from '@trellis/shared/condition/needs.ts';
import { useEffect, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { type Matches, useFormSources } from './form-sources.ts';
import classes from './widgets.module.css';

/** Asked again so long after the last change, ms. */
const QUIET_MS = 600;

/** How many leads meet a condition now; nothing for one that asks for an event or a run, which nobody has yet. */
export function MatchCount({ condition }: { condition: Condition }) {
  const { t } = useTranslation();
  const { countMatches } = useFormSources();
  const [found, setFound] = useState<{ of: string; matches: Matches | null } | null>(null);
  const countable = fieldsOf(condition).every((field) => field.startsWith('lead.'));
  const text = JSON.stringify(condition);
  useEffect(() => {
    if (!countable) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      // Read back from its text, so that an equal condition is not counted twice.
      countMatches(JSON.parse(text) as Condition, abort.signal).then(
        (matches) => setFound({ of: text, matches }),
        () => {
          if (!abort.signal.aborted) setFound({ of: text, matches: null });
        },
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [countMatches, countable, text]);
  if (!countable) return null;
  const current = found?.of === text ? found.matches : undefined;
  return (
    <p className={classes.matches} aria-live="polite">
      {current === undefined ? (
        t('inspector.condition.counting')
      ) : current === null ? (
        t('inspector.condition.notCounted')
      ) : (
        <Trans
          i18nKey={current.sampled === null ? 'inspector.condition.matches' : 'inspector.condition.matchesAbout'}
          values={{ n: formatCount(current.matching), of: formatCount(current.of) }}
          components={{ b: <b /> }}
        />
      )}
    </p>
  );
}
