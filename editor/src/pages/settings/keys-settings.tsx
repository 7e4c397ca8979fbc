import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { WriteKey } from '@trellis/shared/api/keys.ts';
import { MAY_CONNECT, MAY_GOVERN } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { ApiKeysSection } from './api-keys-section.tsx';
import { KeysTable } from './keys-table.tsx';
import { NewKey } from './new-key.tsx';
import { SettingSection } from './setting.tsx';

/** Write keys, for everybody who connects; API keys, for those who govern. */
export default function KeysSettings() {
  const { t } = useTranslation();
  const { query } = useApi();
  const mayGovern = useMay(MAY_GOVERN);
  const mayConnect = useMay(MAY_CONNECT);
  const keys = useQuery(query.keys.list.queryOptions());
  const [naming, setNaming] = useState(false);
  const [made, setMade] = useState<WriteKey>();
  const create = mayConnect && !naming && (
    <Button look="primary" icon={<IconPlus aria-hidden="true" />} onClick={() => setNaming(true)}>
      {t('settings.createKey')}
    </Button>
  );
  return (
    <>
      <SettingSection title={t('settings.keys')} lead={t('settings.keysLead')} action={create}>
        <NewKey
          naming={naming}
          made={made}
          onMade={(key) => {
            setMade(key);
            setNaming(false);
          }}
          onClose={() => {
            setMade(undefined);
            setNaming(false);
          }}
        />
        {keys.isError && (
          <ErrorState error={keys.error} what={t('settings.keysWhat')} onRetry={() => void keys.refetch()} />
        )}
        {keys.data && keys.data.items.length > 0 && <KeysTable keys={keys.data.items} mayRevoke={mayConnect} />}
        {keys.data?.items.length === 0 && (
          <EmptyState title={t('settings.noKeysTitle')}>{t('settings.noKeysText')}</EmptyState>
        )}
      </SettingSection>
      {mayGovern && <ApiKeysSection />}
    </>
  );
}
