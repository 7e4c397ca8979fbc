import { PasswordInput, TextInput } from '@mantine/core';
import { IconLock, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/use-api.tsx';
import { Button } from '../../../ui/button.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { useToast } from '../../../ui/toast.tsx';
import classes from '../new-key.module.css';

/** A name and a value; the value leaves the page with the button and does not come back. */
export function NewSecret({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const create = useMutation(query.secrets.create.mutationOptions());
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const submit = () =>
    create.mutate(
      { name: name.trim(), value },
      {
        onSuccess: (made) => {
          void queryClient.invalidateQueries({ queryKey: query.secrets.key() });
          toast({ text: t('secrets.kept', { name: made.name }) });
          onClose();
        },
      },
    );
  return (
    <form
      className={classes.box}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() && value) submit();
      }}
    >
      <div className={classes.head}>
        <IconLock size={16} stroke={1.75} aria-hidden="true" />
        <p className={classes.text}>
          <b>{t('secrets.add')}</b> {t('secrets.nameHint')}
        </p>
        <IconButton label={t('cancel')} icon={<IconX />} onClick={onClose} />
      </div>
      <div className={classes.key}>
        <TextInput
          className={classes.name ?? ''}
          aria-label={t('secrets.name')}
          placeholder={t('secrets.namePlaceholder')}
          maxLength={50}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          className={classes.name ?? ''}
          aria-label={t('secrets.valueNew')}
          placeholder={t('secrets.value')}
          maxLength={4_000}
          autoComplete="new-password"
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Button type="submit" look="primary" busy={create.isPending} blocked={!name.trim() || !value}>
          {t('secrets.keep')}
        </Button>
      </div>
      <FormProblem error={create.error} />
    </form>
  );
}
