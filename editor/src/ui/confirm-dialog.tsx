import { Modal } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import classes from './confirm-dialog.module.css';
import { problemOf } from './problem.ts';
import { useProblemText } from './use-problem-text.ts';

interface Props {
  open: boolean;
  /** What will happen, as a question with its object: "Revoke “Website”?". */
  title: string;
  /** Whom it affects, and whether it can be taken back. */
  children: ReactNode;
  /** The verb with its object: "Revoke key". */
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** The question before something that can't be taken back; names what it affects. Escape and Cancel change nothing. */
export function ConfirmDialog({
  open,
  title,
  children,
  confirm,
  danger = false,
  busy = false,
  error,
  onConfirm,
  onClose,
}: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const problem = error ? problemText(problemOf(error)) : undefined;
  const text = useId();
  return (
    // In parts: Mantine's own head is a <header>, which inside a dialog counts as a second banner of the page.
    <Modal.Root
      opened={open}
      onClose={onClose}
      size={440}
      padding={20}
      centered
      transitionProps={{ transition: 'fade-up', duration: 200 }}
    >
      <Modal.Overlay />
      <Modal.Content radius={14} aria-describedby={text}>
        <div className={classes.head}>
          <Modal.Title>{title}</Modal.Title>
        </div>
        <Modal.Body>
          <div id={text} className={classes.text}>
            {children}
          </div>
          {problem && (
            <p className={classes.problem} role="alert">
              {problem.sentence} {problem.advice}
            </p>
          )}
          <div className={classes.footer}>
            <Button look="ghost" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button look={danger ? 'confirm-danger' : 'primary'} busy={busy} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
