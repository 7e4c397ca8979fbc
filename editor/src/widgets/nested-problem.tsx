import { problemAt, useStep } from '../inspector/step-context.ts';
import classes from './widgets.module.css';

/** What the compiler found in one part of a longer field, beside that part. */
export function NestedProblem({ id, path }: { id?: string; path: readonly (string | number)[] }) {
  const { problems } = useStep();
  const found = problemAt(problems, path);
  if (!found) return null;
  return (
    <p id={id} className={found.severity === 'warning' ? classes.warning : classes.error} role="status">
      {found.message}
    </p>
  );
}
