import { Select, TextInput } from '@mantine/core';
import { IconKey, IconPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyScope, scopeSchema } from '@trellis/shared/api/keys.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '../../api/client.ts';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ApiKeysTable } from './api-keys-table.tsx';
import classes from './new-key.module.css';
import { SettingSection } from './setting.tsx';

type Made = Awaited<ReturnType<ApiClient['keys']['createApi']>>;

/** API keys: make, copy once, revoke. */
export function ApiKeysSection() {
  const { t } = useTranslation();
  const { query } = useApi();
  const keys = useQuery(query.keys.listApi.queryOptions());
  const [naming, setNaming] = useState(false);
  const [made, setMade] = useState<Made>();
  const create = !naming && (
    <Button icon={<IconPlus aria-hidden="true" />} onClick={() => setNaming(true)}>
      {t('apiKeys.create')}
    </Button>
  );
  return (
    <SettingSection title={t('apiKeys.title')} lead={t('apiKeys.lead')} action={create}>
      {naming && (
        <Naming
          onMade={(key) => {
            setMade(key);
            setNaming(false);
          }}
          onClose={() => setNaming(false)}
        />
      )}
      <div aria-live="polite">{made && <Ready made={made} onClose={() => setMade(undefined)} />}</div>
      {keys.isError && <ErrorState error={keys.error} what={t('apiKeys.what')} onRetry={() => void keys.refetch()} />}
      {keys.data && keys.data.items.length > 0 && <ApiKeysTable keys={keys.data.items} />}
      {keys.data?.items.length === 0 && <p className={classes.text}>{t('apiKeys.none')}</p>}
    </SettingSection>
  );
}

function Ready({ made, onClose }: { made: Made; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.box}>
      <div className={classes.head}>
        <IconKey size={16} stroke={1.75} aria-hidden="true" />
        <p className={classes.text}>
          <b>{t('apiKeys.ready', { name: made.name })}</b> {t('apiKeys.readyText')}
        </p>
        <IconButton label={t('settings.dismiss')} icon={<IconX />} onClick={onClose} />
      </div>
      <div className={classes.key}>
        <code className={classes.code}>{made.key}</code>
        <CopyButton text={made.key} label={t('settings.copyKey')} size="bar" />
      </div>
    </div>
  );
}

function Naming({ onMade, onClose }: { onMade: (key: Made) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const create = useMutation(query.keys.createApi.mutationOptions());
  const [name, setName] = useState('');
  const [scope, setScope] = useState<KeyScope>('read');
  const onSuccess = (key: Made) => {
    void queryClient.invalidateQueries({ queryKey: query.keys.key() });
    onMade(key);
  };
  return (
    <form
      className={classes.box}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) create.mutate({ name: name.trim(), scope }, { onSuccess });
      }}
    >
      <div className={classes.head}>
        <IconKey size={16} stroke={1.75} aria-hidden="true" />
        <p className={classes.text}>
          <b>{t('apiKeys.newOne')}</b>
        </p>
        <IconButton label={t('cancel')} icon={<IconX />} onClick={onClose} />
      </div>
      <div className={classes.key}>
        <TextInput
          className={classes.name ?? ''}
          aria-label={t('apiKeys.name')}
          placeholder={t('apiKeys.placeholder')}
          maxLength={80}
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          aria-label={t('apiKeys.scope')}
          w={148}
          allowDeselect={false}
          data={scopeSchema.options.map((value) => ({ value, label: t(`apiKeys.scopes.${value}`) }))}
          value={scope}
          onChange={(value) => setScope(scopeSchema.options.find((one) => one === value) ?? scope)}
        />
        <Button type="submit" look="primary" busy={create.isPending} blocked={!name.trim()}>
          {t('apiKeys.create')}
        </Button>
      </div>
      <FormProblem error={create.error} />
    </form>
  );
}
