import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Form } from '@trellis/shared/api/forms.ts';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/use-api.tsx';
import { useMay } from '../../../api/use-reader.tsx';
import { buttonClass } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { EMPTY_VALUE, formatCount } from '../../../ui/format-number.ts';
import { Pill } from '../../../ui/pill.tsx';
import { useTimeFormat } from '../../../ui/time/use-time-format.ts';
import { SettingSection } from '../setting.tsx';
import { type SettingsColumn, SettingsTable } from '../settings-table.tsx';

/** All forms, with how many were asked and how many said yes. */
export default function FormsSettings() {
  const { t } = useTranslation();
  const { query } = useApi();
  const mayDraw = useMay(MAY_DRAW);
  const forms = useQuery(query.forms.list.queryOptions());
  const create = mayDraw && (
    <Link to="/settings/forms/new" className={buttonClass({ look: 'primary' })}>
      <IconPlus size={14} aria-hidden="true" />
      {t('forms.create')}
    </Link>
  );
  return (
    <SettingSection title={t('forms.title')} lead={t('forms.lead')} action={create}>
      {forms.isError && <ErrorState error={forms.error} what={t('forms.what')} onRetry={() => void forms.refetch()} />}
      {forms.data && forms.data.items.length > 0 && <FormsTable forms={forms.data.items} />}
      {forms.data?.items.length === 0 && <EmptyState title={t('forms.none')}>{t('forms.noneText')}</EmptyState>}
    </SettingSection>
  );
}

function FormsTable({ forms }: { forms: readonly Form[] }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const columns: SettingsColumn<Form>[] = [
    {
      id: 'name',
      header: t('forms.column.name'),
      cell: (form) => (
        <>
          <Link to="/settings/forms/$formId" params={{ formId: form.id }}>
            {form.name}
          </Link>{' '}
          {form.closedAt && <Pill small>{t('forms.closed')}</Pill>}
        </>
      ),
    },
    {
      id: 'consent',
      header: t('forms.column.consent'),
      from: 1100,
      cell: (form) => t(`forms.consent.${consentOf(form)}`),
    },
    {
      id: 'asked',
      header: t('forms.column.asked'),
      look: 'numeric',
      cell: (form) => (consentOf(form) === 'double' ? formatCount(form.asked) : EMPTY_VALUE),
    },
    {
      id: 'confirmed',
      header: t('forms.column.confirmed'),
      look: 'numeric',
      cell: (form) => (consentOf(form) === 'double' ? formatCount(form.confirmed) : EMPTY_VALUE),
    },
    {
      id: 'created',
      header: t('forms.column.created'),
      look: 'meta',
      from: 1100,
      cell: (form) => format.day(form.createdAt),
    },
  ];
  return <SettingsTable label={t('forms.table')} columns={columns} rows={forms} />;
}

function consentOf({ wording, doubleOptIn }: Form): 'none' | 'double' | 'single' {
  if (!wording) return 'none';
  return doubleOptIn ? 'double' : 'single';
}
