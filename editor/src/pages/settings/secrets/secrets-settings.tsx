import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { MAY_CONNECT } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/use-api.tsx';
import { useMay } from '../../../api/use-reader.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { SettingSection } from '../setting.tsx';
import { NewSecret } from './new-secret.tsx';
import { SecretsTable } from './secrets-table.tsx';
import { writtenAs } from './written-as.ts';

/** Secrets of the workspace: their names, and places to write new values into. A value is never shown. */
export default function SecretsSettings() {
  const { t } = useTranslation();
  const { query } = useApi();
  const mayChange = useMay(MAY_CONNECT);
  const secrets = useQuery(query.secrets.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const add = mayChange && !adding && (
    <Button look="primary" icon={<IconPlus aria-hidden="true" />} onClick={() => setAdding(true)}>
      {t('secrets.add')}
    </Button>
  );
  return (
    <SettingSection title={t('secrets.title')} lead={t('secrets.lead')} action={add}>
      {adding && <NewSecret onClose={() => setAdding(false)} />}
      {secrets.isError && (
        <ErrorState error={secrets.error} what={t('secrets.what')} onRetry={() => void secrets.refetch()} />
      )}
      {secrets.data && secrets.data.items.length > 0 && (
        <SecretsTable secrets={secrets.data.items} mayChange={mayChange} />
      )}
      {secrets.data?.items.length === 0 && !adding && (
        <EmptyState title={t('secrets.none')}>{t('secrets.noneText', { example: writtenAs('crm_token') })}</EmptyState>
      )}
    </SettingSection>
  );
}
