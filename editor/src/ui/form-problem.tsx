import { IconAlertCircle } from '@tabler/icons-react';
import classes from './form-problem.module.css';
import { problemOf } from './problem.ts';
import { useProblemText } from './use-problem-text.ts';

/** Why a form was not taken, told at once; `advice` replaces the general one where the page knows better. */
export function FormProblem({ error, advice }: { error: unknown; advice?: string | undefined }) {
  const problemText = useProblemText();
  const text = error ? problemText(problemOf(error)) : undefined;
  return (
    <div role="alert">
      {text && (
        <p className={classes.problem}>
          <IconAlertCircle size={14} stroke={1.75} aria-hidden="true" />
          <span>
            {text.sentence} {advice ?? text.advice}
          </span>
        </p>
      )}
    </div>
  );
}
