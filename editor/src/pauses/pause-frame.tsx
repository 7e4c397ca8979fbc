import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useToast } from '../ui/toast.tsx';
import classes from './choice.module.css';
import { ReasonField } from './choice.tsx';

interface Props {
  title: string;
  confirm: string;
  /** Said once it is done. */
  done: string;
  /** Whom it concerns and what follows. */
  told: ReactNode;
  /** The choices. */
  children?: ReactNode;
  busy: boolean;
  error: unknown;
  /** Does it; false where it was refused, which `error` then tells. */
  act: (reason: string) => Promise<boolean>;
  onClose: () => void;
}

/** The question before a pause and before its end: what follows, what is to be chosen, and why. Stays, with what was chosen, where it was refused. */
export function PauseFrame({ title, confirm, done, told, children, busy, error, act, onClose }: Props) {
  const { t } = useTranslation();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const onConfirm = async () => {
    if (!(await act(reason))) return;
    toast({ text: done.charAt(0).toUpperCase() + done.slice(1) });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      title={title}
      confirm={confirm}
      busy={busy}
      error={error}
      onConfirm={() => void onConfirm()}
      onClose={onClose}
    >
      {told}
      <div className={classes.form}>
        {children}
        <ReasonField label={t('pauses.dialog.reason')} value={reason} onChange={setReason} />
      </div>
    </ConfirmDialog>
  );
}
