import { PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Secret } from '@trellis/shared/api/secrets.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/use-api.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useToast } from '../../../ui/toast.tsx';

interface Props {
  secret: Secret;
  onClose: () => void;
}

/** Asks for another value. */
export function ReplaceSecret({ secret: { id, name }, onClose }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const done = useDone(onClose);
  const [value, setValue] = useState('');
  const replace = useMutation(query.secrets.replace.mutationOptions());
  return (
    <ConfirmDialog
      open
      title={t('secrets.replaceTitle', { name })}
      confirm={t('secrets.replaceConfirm')}
      busy={replace.isPending}
      error={replace.error}
      onConfirm={() => {
        if (value) replace.mutate({ secretId: id, value }, { onSuccess: () => done(t('secrets.kept', { name })) });
      }}
      onClose={onClose}
    >
      <PasswordInput
        label={t('secrets.value')}
        description={t('secrets.replaceText')}
        maxLength={4_000}
        autoComplete="new-password"
        data-autofocus
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

/** Asks before a secret goes. */
export function RemoveSecret({ secret: { id, name }, onClose }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const done = useDone(onClose);
  const remove = useMutation(query.secrets.remove.mutationOptions());
  return (
    <ConfirmDialog
      open
      title={t('secrets.removeTitle', { name })}
      confirm={t('secrets.removeConfirm')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ secretId: id }, { onSuccess: () => done(t('secrets.removed', { name })) })}
      onClose={onClose}
    >
      {t('secrets.removeText')}
    </ConfirmDialog>
  );
}

function useDone(onClose: () => void) {
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  return (text: string) => {
    void queryClient.invalidateQueries({ queryKey: query.secrets.key() });
    toast({ text });
    onClose();
  };
}
