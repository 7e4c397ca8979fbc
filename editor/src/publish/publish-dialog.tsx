import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../canvas/use-draft.ts';
import { useNarrow } from '../canvas/use-narrow.ts';
import type { WorkflowView } from '../canvas/workflow-api.ts';
import { ErrorState } from '../ui/error-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import classes from './publish-dialog.module.css';
import { PublishForm } from './publish-form.tsx';
import { Refusal, theirsOf, Unsaved } from './refusal.tsx';
import { usePreview } from './use-preview.ts';
import type { Publishing } from './use-publishing.ts';

export interface PublishDialogProps {
  workflow: WorkflowView;
  draft: Draft;
  publishing: Publishing;
  onClose: () => void;
  /** Closes and shows the list of problems. */
  onProblems: () => void;
}

/** Everything about a publish in one place: what changes, whom it concerns, what becomes of them, now or later. A full page on a phone. */
export function PublishDialog(props: PublishDialogProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { workflow, onClose } = props;
  const { preview, ask } = usePreview(workflow.id, props.draft.autosave);
  const number = preview.kind === 'ready' ? preview.preview.number : (workflow.currentVersion?.number ?? 0) + 1;
  const unchanged = preview.kind === 'ready' && preview.preview.unchanged;
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={760}
      centered
      fullScreen={narrow}
      closeOnClickOutside={false}
      padding={0}
      transitionProps={{ transition: 'fade-up', duration: 200 }}
      classNames={{ content: classes.dialog }}
    >
      <Modal.Overlay />
      <Modal.Content radius={narrow ? 0 : 14}>
        <div className={classes.head}>
          <Modal.Title data-autofocus tabIndex={-1} className={classes.title}>
            {unchanged ? t('publish.unchangedTitle') : t('publish.title', { version: number })}
          </Modal.Title>
          <Modal.CloseButton aria-label={t('publish.close')} className={classes.close} />
        </div>
        {preview.kind === 'ready' ? (
          <PublishForm {...props} {...preview} onAsk={ask} />
        ) : (
          <Modal.Body className={classes.scroll}>
            {preview.kind === 'unsaved' && <Unsaved state={preview.state} onAgain={ask} onClose={onClose} />}
            {preview.kind === 'failed' &&
              (theirsOf(preview.error) ? (
                <Refusal error={preview.error} draft={props.draft} onProblems={props.onProblems} />
              ) : (
                <ErrorState error={preview.error} what={t('publish.what')} onRetry={ask} />
              ))}
            {(preview.kind === 'saving' || preview.kind === 'asking') && <Comparing />}
          </Modal.Body>
        )}
      </Modal.Content>
    </Modal.Root>
  );
}

/** Still shapes in the final layout while the server compares. */
function Comparing() {
  const { t } = useTranslation();
  return (
    <div className={classes.comparing}>
      <span className="tr-hidden" role="status">
        {t('publish.loading')}
      </span>
      {[320, 560, 480, 240].map((width) => (
        <Skeleton key={width} width={width} height={14} />
      ))}
      <Skeleton width="100%" height={120} />
    </div>
  );
}
