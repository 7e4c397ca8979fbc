import { IconAlertCircle, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import classes from './error-state.module.css';
import { mayRetry, type Problem, problemOf } from './problem.ts';
import { useProblemText } from './use-problem-text.ts';

interface Props {
  error: unknown;
  /** What could not be shown: "the leads". */
  what: string;
  onRetry?: (() => void) | undefined;
}

/** A page or part that could not be loaded: what failed, why, what to do, and the stable code to quote. */
export function ErrorState({ error, what, onRetry }: Props) {
  const { t } = useTranslation();
  const problem = problemOf(error);
  const text = useProblemText()(problem);
  return (
    <div className={classes.error} role="alert">
      <IconAlertCircle size={20} stroke={1.75} className={classes.icon} aria-hidden="true" />
      <h2 className={classes.title}>
        {headline(problem) === 'missing' ? t('errors.missing', { what }) : t('errors.notShown', { what })}
      </h2>
      <p className={classes.text}>{text.sentence}</p>
      <p className={classes.text}>{text.advice}</p>
      <p className={classes.code}>{problem.code}</p>
      {onRetry && mayRetry(problem) && (
        <Button icon={<IconRefresh size={14} />} onClick={onRetry}>
          {t('errors.retry')}
        </Button>
      )}
    </div>
  );
}

function headline(problem: Problem): 'missing' | 'failed' {
  return problem.status === 404 ? 'missing' : 'failed';
}
