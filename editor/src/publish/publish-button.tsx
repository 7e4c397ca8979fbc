import { Tooltip } from '@mantine/core';
import { IconRocket } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import classes from './publish-button.module.css';

interface Props {
  /** Number that the next version would have. */
  next: number;
  /** Problems that block publishing. */
  errors: number;
  onOpen: () => void;
  onProblems: () => void;
}

/** Opens the publish dialog; with errors it is grey and opens the list of them instead. */
export function PublishButton({ next, errors, onOpen, onProblems }: Props) {
  const { t } = useTranslation();
  // A blocked Button swallows its click; here the click opens the list of what blocks it.
  return (
    <Tooltip label={t('canvas.bar.publishBlocked', { count: errors })} disabled={errors === 0}>
      <Button
        look={errors > 0 ? 'default' : 'primary'}
        className={errors > 0 ? classes.blocked : undefined}
        aria-disabled={errors > 0 || undefined}
        aria-haspopup="dialog"
        icon={<IconRocket size={14} stroke={1.75} aria-hidden="true" />}
        onClick={errors > 0 ? onProblems : onOpen}
      >
        {t('canvas.bar.publishVersion', { version: next })}
      </Button>
    </Tooltip>
  );
}
