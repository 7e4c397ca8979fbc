import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCalendarEvent,
  IconCircleCheck,
  IconRocket,
} from '@tabler/icons-react';
import type { PublishPreview } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import classes from './publish-foot.module.css';

interface Props {
  preview: PublishPreview;
  busy: boolean;
  onPublish: () => void;
  onLater: () => void;
  onClose: () => void;
  onProblems: () => void;
}

/** Whether anything is wrong, and what can be done: nothing, later, now. */
export function PublishFoot({ preview, busy, onPublish, onLater, onClose, onProblems }: Props) {
  const { t } = useTranslation();
  const errors = preview.diagnostics.filter(({ severity }) => severity === 'error').length;
  return (
    <div className={classes.foot}>
      <ProblemsWords preview={preview} errors={errors} onProblems={onProblems} />
      <div className={classes.acts}>
        <Button look="ghost" onClick={onClose}>
          {t('publish.cancel')}
        </Button>
        <Button
          blocked={errors > 0}
          onClick={onLater}
          icon={<IconCalendarEvent size={14} stroke={1.75} aria-hidden="true" />}
        >
          {t('publish.later')}
        </Button>
        <Button
          look="primary"
          busy={busy}
          blocked={errors > 0}
          onClick={onPublish}
          icon={<IconRocket size={14} stroke={1.75} aria-hidden="true" />}
        >
          {t('publish.submit', { version: preview.number })}
        </Button>
      </div>
    </div>
  );
}

function ProblemsWords({ preview, errors, onProblems }: Pick<Props, 'preview' | 'onProblems'> & { errors: number }) {
  const { t } = useTranslation();
  const warnings = preview.diagnostics.length - errors;
  const icon = { size: 14, stroke: 1.75, 'aria-hidden': true } as const;
  if (errors + warnings === 0) {
    return (
      <p className={classes.state} data-tone="fine">
        <IconCircleCheck {...icon} />
        {preview.current ? t('publish.fine') : t('publish.fineFirst')}
      </p>
    );
  }
  return (
    <p className={classes.state} data-tone={errors > 0 ? 'error' : 'warning'}>
      {errors > 0 ? <IconAlertCircle {...icon} /> : <IconAlertTriangle {...icon} />}
      {errors > 0 ? t('publish.blocked', { count: errors }) : t('publish.warnings', { count: warnings })}
      <button type="button" className={classes.link} onClick={onProblems}>
        {t('publish.show')}
      </button>
    </p>
  );
}
