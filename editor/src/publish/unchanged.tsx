import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkflowView } from '../canvas/workflow-api.ts';
import { Button } from '../ui/button.tsx';
import classes from './publish-dialog.module.css';
import foot from './publish-foot.module.css';

interface Props {
  workflow: WorkflowView;
  /** Of the current version. */
  number: number;
  busy: boolean;
  error: ReactNode;
  onTakeUp: () => void;
  onClose: () => void;
}

/** The draft does what is published already; all that publishing can do is take a resting workflow up again. */
export function Unchanged({ workflow: { status }, number, busy, error, onTakeUp, onClose }: Props) {
  const { t } = useTranslation();
  const rests = status === 'paused' || status === 'stopped';
  return (
    <>
      <Modal.Body className={classes.scroll}>
        <p className={classes.lead}>{t('publish.unchangedText', { version: number })}</p>
        {rests && <p className={classes.lead}>{t(`publish.takeUpText.${status}`)}</p>}
      </Modal.Body>
      {error}
      <div className={foot.foot}>
        <span />
        <div className={foot.acts}>
          <Button look={rests ? 'ghost' : 'primary'} onClick={onClose}>
            {t('publish.close')}
          </Button>
          {rests && (
            <Button look="primary" busy={busy} onClick={onTakeUp}>
              {t('publish.takeUp', { version: number })}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}
