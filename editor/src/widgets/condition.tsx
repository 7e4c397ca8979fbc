import { sentenceParts } from '@trellis/shared/condition/sentence.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import own from './condition.module.css';
import { ConditionBuilder } from './condition-builder.tsx';
import { fieldGroups } from './condition-fields.ts';
import { readCondition } from './condition-query.ts';
import { useFormSources } from './form-sources.ts';
import { MatchCount } from './match-count.tsx';
import { useConditionNames } from './use-condition-names.ts';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** A condition: its sentence to read, and a builder below it to change it. Loaded only by forms that have one. */
export default function ConditionWidget({
  id,
  value,
  onChange,
  disabled,
  invalid,
  describedBy,
  required,
  label,
  config,
}: WidgetProps) {
  const { t } = useTranslation();
  const sources = useFormSources();
  const [open, setOpen] = useState(false);
  const { condition, problem } = readCondition(value);
  const groups = fieldGroups(sources, asText(config.event));
  const parts = sentenceParts(condition, useConditionNames(asText(config.event)));
  const always = t('inspector.condition.always');
  const empty = condition.rules.length === 0;
  const shown = open && !disabled;
  return (
    <div>
      <button
        type="button"
        id={id}
        className={own.sentence}
        aria-expanded={shown}
        aria-describedby={describedBy}
        aria-label={`${label}: ${parts.map((part) => part.text).join(' ') || always}`}
        data-invalid={invalid || problem !== null || undefined}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        {empty ? <span className={classes.inside}>{always}</span> : <Sentence parts={parts} />}
      </button>
      {problem !== null && <p className={classes.error}>{t('inspector.condition.broken', { message: problem })}</p>}
      {problem === null && !empty && <MatchCount condition={condition} />}
      {!disabled && (
        <div className={own.links}>
          {empty || required ? (
            <span />
          ) : (
            <button
              type="button"
              className={own.link}
              onClick={() => {
                onChange(undefined);
                setOpen(false);
              }}
            >
              {t('inspector.condition.clear')}
            </button>
          )}
          <button type="button" className={own.link} onClick={() => setOpen(!open)}>
            {shown
              ? t('inspector.condition.done')
              : empty
                ? t('inspector.condition.add')
                : t('inspector.condition.change')}
          </button>
        </div>
      )}
      {shown && (
        <ConditionBuilder
          condition={condition}
          groups={groups}
          onChange={(next) => onChange(next.rules.length === 0 && !required ? undefined : next)}
        />
      )}
    </div>
  );
}

function Sentence({ parts }: { parts: readonly { kind: string; text: string }[] }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the sentence is written anew as a whole
    <span key={index}>
      <span className={own.token} data-kind={part.kind}>
        {part.text}
      </span>{' '}
    </span>
  ));
}
