import { IconLock } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Form } from '@trellis/shared/api/forms.ts';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/use-api.tsx';
import { useMay } from '../../../api/use-reader.tsx';
import { Button } from '../../../ui/button.tsx';
import { Callout } from '../../../ui/callout.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { SettingSection } from '../setting.tsx';
import { FormEditor } from './form-editor.tsx';
import { FormEmbed } from './form-embed.tsx';
import { FormEntries } from './form-entries.tsx';
import { type FormValues, valuesOf } from './form-values.ts';

const route = getRouteApi('/signed-in/shell/settings/forms/$formId');

/** One form: its code for a page, who filled it in lately, and its settings. */
export default function FormSettings() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { formId } = route.useParams();
  const form = useQuery(query.forms.get.queryOptions({ input: { formId } }));
  return (
    <>
      {form.isError && <ErrorState error={form.error} what={t('forms.whatOne')} onRetry={() => void form.refetch()} />}
      {form.data && <Found key={formId} form={form.data} />}
    </>
  );
}

function Found({ form }: { form: Form }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const mayDraw = useMay(MAY_DRAW);
  const [closing, setClosing] = useState(false);
  const update = useMutation(query.forms.update.mutationOptions());
  const close = useMutation(query.forms.close.mutationOptions());
  const keep = (next: Form) => {
    queryClient.setQueryData(query.forms.get.queryKey({ input: { formId: form.id } }), next);
    void queryClient.invalidateQueries({ queryKey: query.forms.list.key() });
  };
  const save = ({ redirectUrl, ...values }: FormValues, done: () => void) =>
    update.mutate(
      { formId: form.id, ...values, redirectUrl: redirectUrl.trim() || null },
      {
        onSuccess: (next) => {
          keep(next);
          done();
          toast({ text: t('forms.saved') });
        },
      },
    );
  const open = form.closedAt === null;
  return (
    <SettingSection
      title={form.name}
      lead={t('forms.lead')}
      action={open && mayDraw && <Button onClick={() => setClosing(true)}>{t('forms.close')}</Button>}
    >
      {open ? (
        <FormEmbed form={form} />
      ) : (
        <Callout icon={<IconLock size={16} stroke={1.75} aria-hidden="true" />} title={t('forms.isClosed')}>
          {t('forms.isClosedText')}
        </Callout>
      )}
      <FormEntries formId={form.id} />
      <FormEditor
        initial={valuesOf(form)}
        save={t('forms.save')}
        isNew={false}
        disabled={!mayDraw || !open}
        busy={update.isPending}
        error={update.error}
        onSave={save}
        awaitedBy={open ? form.awaitedBy : []}
      >
        {!mayDraw && t('forms.readOnly')}
      </FormEditor>
      <ConfirmDialog
        open={closing}
        title={t('forms.closeTitle', { name: form.name })}
        confirm={t('forms.closeConfirm')}
        danger
        busy={close.isPending}
        error={close.error}
        onConfirm={() =>
          close.mutate(
            { formId: form.id },
            {
              onSuccess: (next) => {
                keep(next);
                setClosing(false);
              },
            },
          )
        }
        onClose={() => setClosing(false)}
      >
        {t('forms.closeText')}
      </ConfirmDialog>
    </SettingSection>
  );
}
