import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { useCopy } from './use-copy.ts';

interface Props {
  text: string;
  /** What is copied: "Copy key". Shown as words unless `iconOnly`. */
  label: string;
  iconOnly?: boolean;
  size?: 'bar' | 'row';
}

/** Copies a text, and says so in its place. */
export function CopyButton({ text, label, iconOnly = false, size = 'row' }: Props) {
  const { t } = useTranslation();
  const { copy, state } = useCopy();
  const words = { idle: label, copied: t('copy.copied'), failed: t('copy.failed') }[state];
  const icon = state === 'copied' ? <IconCheck size={14} /> : <IconCopy size={14} />;
  return (
    <>
      {iconOnly ? (
        <IconButton label={words} icon={icon} onClick={() => void copy(text)} />
      ) : (
        <Button size={size} icon={icon} onClick={() => void copy(text)}>
          {words}
        </Button>
      )}
      <span className="tr-hidden" aria-live="polite">
        {state === 'idle' ? '' : words}
      </span>
    </>
  );
}
