import type { Condition } from '@trellis/shared/condition/condition.ts';
import { sentenceParts } from '@trellis/shared/condition/sentence.ts';
import { useTranslation } from 'react-i18next';
import tokens from '../../widgets/condition.module.css';
import { readCondition } from '../../widgets/condition-query.ts';
import { useConditionNames } from '../../widgets/use-condition-names.ts';
import classes from './rule-sentence.module.css';

/** A rule as a sentence with its values marked. Inside of a FormSourcesProvider, which knows the names. */
export function RuleSentence({ rule }: { rule: Condition | Record<string, unknown> }) {
  const { t } = useTranslation();
  const names = useConditionNames();
  const { condition } = readCondition(rule);
  if (condition.rules.length === 0) return t('segments.everyLead');
  return (
    <span className={classes.sentence}>
      {sentenceParts(condition, names).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the sentence is written anew as a whole
        <span key={index}>
          <span className={tokens.token} data-kind={part.kind}>
            {part.text}
          </span>{' '}
        </span>
      ))}
    </span>
  );
}

/** The same as plain text, for lines of a list. */
export function RuleLine({ rule }: { rule: Record<string, unknown> }) {
  const { t } = useTranslation();
  const names = useConditionNames();
  const { condition } = readCondition(rule);
  if (condition.rules.length === 0) return t('segments.everyLead');
  const text = sentenceParts(condition, names)
    .map((part) => part.text)
    .join(' ');
  return <span title={text}>{text}</span>;
}
