import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/use-api.tsx';
import { useMay } from '../../../api/use-reader.tsx';
import { SettingSection } from '../setting.tsx';
import { FormEditor } from './form-editor.tsx';
import { type FormValues, NEW_FORM } from './form-values.ts';

/** A form that does not exist yet. */
export default function NewForm() {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const mayDraw = useMay(MAY_DRAW);
  const create = useMutation(query.forms.create.mutationOptions());
  const save = ({ redirectUrl, ...values }: FormValues) =>
    create.mutate(
      {
        ...values,
        redirectUrl: redirectUrl.trim() || null,
      },
      {
        onSuccess: (form) => {
          void queryClient.invalidateQueries({ queryKey: query.forms.list.key() });
          void navigate({ to: '/settings/forms/$formId', params: { formId: form.id } });
        },
      },
    );
  return (
    <SettingSection title={t('forms.new')} lead={t('forms.lead')}>
      <FormEditor
        initial={NEW_FORM}
        save={t('forms.create')}
        isNew
        disabled={!mayDraw}
        busy={create.isPending}
        error={create.error}
        onSave={save}
      />
    </SettingSection>
  );
}
