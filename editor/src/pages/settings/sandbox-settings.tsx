import { Select } from '@mantine/core';
import { isDefinedError } from '@orpc/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Workspace } from '@trellis/shared/api/workspace.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { Setting, SettingFoot, SettingSection } from './setting.tsx';
import { useWorkspaceSettings } from './use-workspace-settings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Real time first, then a day in an hour, ten minutes, a minute, ten seconds and one second. */
const FACTORS = [1, 24, 144, 1440, 8640, 86_400];

/** How fast workspace time passes. */
export default function SandboxSettings() {
  const { t } = useTranslation();
  const { workspace, mayChange } = useWorkspaceSettings();
  return (
    <SettingSection title={t('settings.sandbox')} lead={t('settings.sandboxLead')}>
      {workspace.isError && (
        <ErrorState error={workspace.error} what={t('settings.what')} onRetry={() => void workspace.refetch()} />
      )}
      {workspace.data && (
        <ClockForm key={workspace.data.clock.version} workspace={workspace.data} mayChange={mayChange} />
      )}
    </SettingSection>
  );
}

function ClockForm({ workspace, mayChange }: { workspace: Workspace; mayChange: boolean }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const toast = useToast();
  const queryClient = useQueryClient();
  const setClock = useMutation(query.workspace.setClock.mutationOptions());
  const { factor: present, version } = workspace.clock;
  const [factor, setFactor] = useState(present);
  const words = (value: number) =>
    value === 1 ? t('settings.speedReal') : t('settings.speedDay', { length: format.duration(DAY_MS / value) });
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: query.workspace.key() });
    void queryClient.invalidateQueries({ queryKey: query.session.key() });
  };
  const apply = () =>
    setClock.mutate(
      { version, factor },
      {
        onSuccess: (clock) =>
          toast({
            text:
              clock.factor === 1 ? t('settings.setToReal') : t('settings.setTo', { factor: formatCount(clock.factor) }),
          }),
        onSettled: refresh,
      },
    );
  const { error } = setClock;
  const changed = isDefinedError(error) && error.code === 'clock-changed';
  return (
    <>
      <Setting label={t('settings.time')} hint={t('settings.timeNote')}>
        <span>{format.moment(format.now)}</span>
      </Setting>
      <Setting label={t('settings.speed')} hint={t('settings.speedHint')}>
        <Select
          aria-label={t('settings.speed')}
          data={[...new Set([...FACTORS, present])].map((value) => ({ value: String(value), label: words(value) }))}
          value={String(factor)}
          onChange={(value) => setFactor(Number(value ?? present))}
          allowDeselect={false}
          disabled={!mayChange}
        />
      </Setting>
      <SettingFoot>
        {mayChange ? (
          <Button look="primary" busy={setClock.isPending} blocked={factor === present} onClick={apply}>
            {t('settings.apply')}
          </Button>
        ) : (
          t('settings.readOnly')
        )}
        {changed ? <span role="alert">{t('settings.clockConflict')}</span> : <FormProblem error={error} />}
      </SettingFoot>
    </>
  );
}
