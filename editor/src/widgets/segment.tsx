import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { problemOf } from '../ui/problem.ts';
import own from './choice-field.module.css';
import { ChoiceField } from './choice-field.tsx';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';
import { isLost } from './workflow.tsx';

/** A segment by its name, with how many are in it; a new one can be made of the name that was typed. */
export function SegmentWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const { things, thingsFailed, newSegment } = useFormSources();
  const [failed, setFailed] = useState<string | null>(null);
  const segments = things?.segments ?? [];
  const chosen = segments.find(({ id }) => id === asText(props.value));
  const make = (typed: string) => {
    const taken = segments.some(({ name, archived }) => !archived && name === typed);
    setFailed(typed === '' || taken ? t('inspector.segment.nameFirst') : null);
    if (typed === '' || taken) return;
    newSegment?.(typed).then(props.onChange, (error: unknown) => setFailed(problemOf(error).title));
  };
  return (
    <div>
      <ChoiceField
        {...props}
        invalid={props.invalid || isLost(things !== null, props.value, chosen)}
        choices={segments.map(({ id, name, members, archived }) => ({
          id,
          name,
          gone: archived,
          note: t('inspector.segment.leads', { count: members, n: formatCount(members) }),
        }))}
        placeholder={t('inspector.segment.placeholder')}
        none={
          thingsFailed
            ? t('inspector.choice.loadFailed')
            : things === null
              ? t('inspector.choice.loading')
              : segments.length === 0
                ? t('inspector.segment.noneYet')
                : t('inspector.segment.none')
        }
        add={
          newSegment && things
            ? {
                words: (typed) =>
                  typed ? t('inspector.segment.newNamed', { name: typed }) : t('inspector.segment.new'),
                run: make,
              }
            : undefined
        }
      />
      {failed && (
        <p className={classes.error} role="alert">
          {failed}
        </p>
      )}
      {chosen && (
        <div className={own.below}>
          <span>{t('inspector.segment.now', { count: chosen.members, n: formatCount(chosen.members) })}</span>
        </div>
      )}
    </div>
  );
}
