import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Workspace } from '@trellis/shared/api/workspace.ts';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Setting, SettingFoot, SettingSection } from './setting.tsx';
import { useWorkspaceSettings } from './use-workspace-settings.ts';

/** Name and time zone of the workspace. */
export default function GeneralSettings() {
  const { t } = useTranslation();
  const { workspace } = useWorkspaceSettings();
  return (
    <SettingSection title={t('settings.general')} lead={t('settings.generalLead')}>
      {workspace.isError && (
        <ErrorState error={workspace.error} what={t('settings.what')} onRetry={() => void workspace.refetch()} />
      )}
      {workspace.data && <GeneralForm workspace={workspace.data} />}
    </SettingSection>
  );
}

function GeneralForm({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const { mayChange, save, busy, error } = useWorkspaceSettings();
  const form = useForm({
    initialValues: { name: workspace.name, timeZone: workspace.timeZone },
    validate: { name: (value) => (value.trim() ? null : t('settings.missingName')) },
  });
  const zones = [...new Set([workspace.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return (
    <form onSubmit={form.onSubmit((values) => save(values, () => form.resetDirty()))} noValidate>
      <Setting label={t('settings.name')} hint={t('settings.nameHint')}>
        <TextInput aria-label={t('settings.name')} disabled={!mayChange} {...form.getInputProps('name')} />
      </Setting>
      <Setting label={t('settings.timeZone')} hint={t('settings.timeZoneHint')}>
        <Select
          aria-label={t('settings.timeZone')}
          data={zones}
          searchable
          allowDeselect={false}
          limit={60}
          disabled={!mayChange}
          {...form.getInputProps('timeZone')}
        />
      </Setting>
      <SettingFoot>
        {mayChange ? (
          <Button type="submit" look="primary" busy={busy} blocked={!form.isDirty()}>
            {t('settings.save')}
          </Button>
        ) : (
          t('settings.readOnly')
        )}
        <FormProblem error={error} />
      </SettingFoot>
    </form>
  );
}
