import { useQuery } from '@tanstack/react-query';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { Loading, Skeleton } from '../ui/skeleton.tsx';
import { changeKey } from './change-key.ts';
import { ChangeMark, ChangeWords } from './change-words.tsx';
import classes from './graph-changes.module.css';

/** What another graph has otherwise than this one, in the words of Compare; for two that are not saved, as in a conflict. */
export function GraphChanges({ workflowId, from, to }: { workflowId: string; from: Graph; to: Graph }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const title = useId();
  const asked = useQuery(query.versions.compareGraphs.queryOptions({ input: { workflowId, from, to }, gcTime: 0 }));
  return (
    <section className={classes.changes} aria-labelledby={title}>
      <h2 id={title}>{t('compare.conflict.title')}</h2>
      {asked.error && <FormProblem error={asked.error} />}
      {asked.isPending && (
        <Loading>
          <Skeleton width={240} height={14} />
        </Loading>
      )}
      {asked.data?.changes.length === 0 && <p>{t('compare.conflict.same')}</p>}
      <ul>
        {asked.data?.changes.map((change) => (
          <li key={changeKey(change)}>
            <ChangeMark kind={change.kind} />
            <b>{change.name}</b>
            <ChangeWords change={change} />
          </li>
        ))}
      </ul>
    </section>
  );
}
