import { Modal } from '@mantine/core';
import type { PublishPreview } from '@trellis/shared/api/publish-views.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { REAL_CLOCK, TimeProvider, useTimeSetting } from '../ui/time/clock.tsx';
import { cohortKey, faultsOfPace, moveOptions, sumsOf, withoutTarget } from './choices.ts';
import { Cohorts } from './cohorts.tsx';
import paceClasses from './pace.module.css';
import { PaceForm } from './pace-form.tsx';
import classes from './publish-dialog.module.css';
import type { PublishDialogProps } from './publish-dialog.tsx';
import { PublishFoot } from './publish-foot.tsx';
import { Refusal } from './refusal.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { Sums } from './sums.tsx';
import { Unchanged } from './unchanged.tsx';
import { usePublish } from './use-publish.ts';
import { useScheduled } from './use-scheduled.ts';
import { WhatChanges } from './what-changes.tsx';

interface Props extends PublishDialogProps {
  preview: PublishPreview;
  revision: number;
  /** A newer answer is on its way. */
  again: boolean;
  onAsk: () => void;
}

/** The dialog once it is known what would change. */
export function PublishForm(props: Props) {
  const { preview, revision, workflow, draft, publishing, onAsk, onClose, onProblems } = props;
  const { t } = useTranslation();
  const { zone } = useTimeSetting();
  const { choices, pace } = publishing;
  const [later, setLater] = useState(false);
  const [tried, setTried] = useState(false);
  const { scheduled } = useScheduled(workflow.id);
  const act = usePublish({ workflow, onDone: onClose, onStale: onAsk, reset: publishing.reset });
  const { cohorts, current, number } = preview;
  const missing = withoutTarget(cohorts, choices);
  const sums = sumsOf(cohorts, choices);
  const paceFaulty = sums.now > 0 && faultsOfPace(pace).length > 0;
  const errors = preview.diagnostics.filter(({ severity }) => severity === 'error').length;

  const whenSound = (then: (moves: ReturnType<typeof moveOptions>) => void) => {
    setTried(true);
    if (missing.length === 0 && !paceFaulty && errors === 0) then(moveOptions(cohorts, choices, pace));
  };
  const publish = () => whenSound((moves) => act.publish(revision, moves));
  if (preview.unchanged && current) {
    return (
      <Unchanged
        workflow={workflow}
        number={current.number}
        busy={act.busy}
        error={act.error !== null && <Refusal error={act.error} draft={draft} onProblems={onProblems} />}
        onTakeUp={publish}
        onClose={onClose}
      />
    );
  }
  return (
    <>
      <Modal.Body className={classes.scroll}>
        <Lead preview={preview} steps={draft.editor.store.getState().doc.graph.nodes.length} />
        {current && <WhatChanges changes={preview.changes} workflowId={workflow.id} currentId={current.id} />}
        {current && cohorts.length === 0 && (
          <section className={classes.section}>
            <div className={classes.label}>
              <h3>{t('publish.affects')}</h3>
            </div>
            <p className={classes.quiet}>{t('publish.nobody')}</p>
          </section>
        )}
        {cohorts.length > 0 && (
          <>
            <Cohorts
              preview={preview}
              choices={choices}
              onChoose={publishing.choose}
              missing={new Set(tried ? missing.map(cohortKey) : [])}
            />
            <div className={paceClasses.sumLine}>
              {sums.now > 0 ? <PaceForm pace={pace} onChange={publishing.setPace} /> : <span />}
              <Sums sums={sums} />
            </div>
          </>
        )}
      </Modal.Body>
      {act.error !== null && <Refusal error={act.error} draft={draft} onProblems={onProblems} />}
      {later ? (
        <TimeProvider clock={REAL_CLOCK} zone={zone}>
          <ScheduleForm
            number={number}
            busy={act.busy}
            blocked={errors > 0}
            already={scheduled?.at ?? null}
            onBack={() => setLater(false)}
            onSchedule={(at) => whenSound((moves) => act.schedule(revision, at, moves))}
          />
        </TimeProvider>
      ) : (
        <PublishFoot
          preview={preview}
          busy={act.busy}
          onPublish={publish}
          onLater={() => setLater(true)}
          onClose={onClose}
          onProblems={onProblems}
        />
      )}
    </>
  );
}

/** The sentence under the title: who takes the new version, and for whom something is to be decided. */
function Lead({ preview, steps }: { preview: PublishPreview; steps: number }) {
  const { t } = useTranslation();
  const { number, current, cohorts, leads } = preview;
  const versions = new Set(cohorts.map((cohort) => cohort.version.number));
  const [only] = versions;
  const old =
    versions.size === 1 && only !== undefined ? t('publish.version', { version: only }) : t('publish.olderVersions');
  return (
    <p className={classes.lead}>
      {!current
        ? t('publish.leadFirst', { count: steps })
        : leads === 0
          ? t('publish.leadNobody', { version: number })
          : t('publish.lead', { count: leads, version: number, n: formatCount(leads), old })}
    </p>
  );
}
