import { Link } from '@tanstack/react-router';
import type { VersionChange } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';
import { ChangeMark, ChangeWords } from '../compare/change-words.tsx';
import classes from './publish-dialog.module.css';

/** “What changes”: one line a step or rule, in words, with the way to see it on the drawing. */
export function WhatChanges({
  changes,
  workflowId,
  currentId,
}: {
  changes: readonly VersionChange[];
  workflowId: string;
  currentId: string;
}) {
  const { t } = useTranslation();
  return (
    <section className={classes.section}>
      <div className={classes.label}>
        <h3>{t('publish.changes')}</h3>
        <Link
          className={classes.link}
          to="/workflows/$id/compare"
          params={{ id: workflowId }}
          search={{ from: currentId }}
        >
          {t('publish.sideBySide')}
        </Link>
      </div>
      {changes.length === 0 && <p className={classes.quiet}>{t('publish.changesNone')}</p>}
      <ul className={classes.changes}>
        {changes.map((change) => (
          <li key={`${change.kind} ${change.nodeId} ${change.name}`} className={classes.change}>
            <ChangeMark kind={change.kind} />
            <span className={classes.changeName}>{change.name}</span>
            <ChangeWords change={change} />
          </li>
        ))}
      </ul>
    </section>
  );
}
