import { TextInput } from '@mantine/core';
import { IconKey, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WriteKey } from '@trellis/shared/api/keys.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import classes from './new-key.module.css';

interface Props {
  naming: boolean;
  made: WriteKey | undefined;
  onMade: (key: WriteKey) => void;
  onClose: () => void;
}

/** closed → naming → made (the key to copy) → closed. Takes no place while closed. */
export function NewKey({ naming, made, onMade, onClose }: Props) {
  const { t } = useTranslation();
  if (naming) return <Naming onMade={onMade} onClose={onClose} />;
  return (
    <div aria-live="polite">
      {made && (
        <div className={classes.box}>
          <div className={classes.head}>
            <IconKey size={16} stroke={1.75} aria-hidden="true" />
            <p className={classes.text}>
              <b>{t('settings.keyReady', { name: made.name })}</b> {t('settings.keyReadyText')}
            </p>
            <IconButton label={t('settings.dismiss')} icon={<IconX />} onClick={onClose} />
          </div>
          <div className={classes.key}>
            <code className={classes.code}>{made.key}</code>
            <CopyButton text={made.key} label={t('settings.copyKey')} size="bar" />
          </div>
        </div>
      )}
    </div>
  );
}

function Naming({ onMade, onClose }: Pick<Props, 'onMade' | 'onClose'>) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const create = useMutation(query.keys.create.mutationOptions());
  const [name, setName] = useState('');
  const submit = () =>
    create.mutate(
      { name: name.trim() },
      {
        onSuccess: (key) => {
          void queryClient.invalidateQueries({ queryKey: query.keys.key() });
          onMade(key);
        },
      },
    );
  return (
    <form
      className={classes.box}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) submit();
      }}
    >
      <div className={classes.head}>
        <IconKey size={16} stroke={1.75} aria-hidden="true" />
        <p className={classes.text}>
          <b>{t('settings.keyNew')}</b>
        </p>
        <IconButton label={t('cancel')} icon={<IconX />} onClick={onClose} />
      </div>
      <div className={classes.key}>
        <TextInput
          className={classes.name ?? ''}
          aria-label={t('settings.keyName')}
          placeholder={t('settings.keyNamePlaceholder')}
          maxLength={80}
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" look="primary" busy={create.isPending} blocked={!name.trim()}>
          {t('settings.createKey')}
        </Button>
      </div>
      <FormProblem error={create.error} />
    </form>
  );
}
