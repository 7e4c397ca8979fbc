import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMailForward } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Workspace } from '@trellis/shared/api/workspace.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { SendingPauses } from '../../pauses/sending-pauses.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { looksLikeEmail } from '../../ui/looks-like-email.ts';
import { problemOf } from '../../ui/problem.ts';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';
import { Setting, SettingFoot, SettingSection } from './setting.tsx';
import { useWorkspaceSettings } from './use-workspace-settings.ts';

/** Who the mail comes from. */
export default function SendingSettings() {
  const { t } = useTranslation();
  const { workspace, mayChange } = useWorkspaceSettings();
  return (
    <>
      <SettingSection title={t('settings.sending')} lead={t('settings.sendingLead')} action={mayChange && <TestMail />}>
        {workspace.isError && (
          <ErrorState error={workspace.error} what={t('settings.what')} onRetry={() => void workspace.refetch()} />
        )}
        {workspace.data && <SendingForm sender={workspace.data.sender} />}
      </SettingSection>
      <SendingPauses />
    </>
  );
}

/** Sends to the reader what has been saved. */
function TestMail() {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const problemText = useProblemText();
  const test = useMutation(query.workspace.testMail.mutationOptions());
  const send = () =>
    test.mutate(undefined, {
      onSuccess: ({ to }) => toast({ text: t('settings.testMailSent', { to }) }),
      onError: (error) =>
        toast({ text: t('settings.testMailFailed', { why: problemText(problemOf(error)).sentence }), urgent: true }),
    });
  return (
    <Button icon={<IconMailForward aria-hidden="true" />} busy={test.isPending} onClick={send}>
      {t('settings.testMail')}
    </Button>
  );
}

function SendingForm({ sender }: { sender: Workspace['sender'] }) {
  const { t } = useTranslation();
  const { mayChange, save, busy, error } = useWorkspaceSettings();
  const emailOrNothing = (value: string) => (!value.trim() || looksLikeEmail(value) ? null : t('settings.badEmail'));
  const form = useForm({
    initialValues: { ...sender, replyTo: sender.replyTo ?? '' },
    validate: { address: emailOrNothing, replyTo: emailOrNothing },
  });
  const submit = (values: typeof form.values) =>
    save({ sender: { ...values, replyTo: values.replyTo.trim() || null } }, () => form.resetDirty());
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Setting label={t('settings.from')} hint={t('settings.fromHint')}>
        <TextInput aria-label={t('settings.fromName')} disabled={!mayChange} {...form.getInputProps('name')} />
        <TextInput
          type="email"
          aria-label={t('settings.fromAddress')}
          disabled={!mayChange}
          {...form.getInputProps('address')}
        />
      </Setting>
      <Setting label={t('settings.replyTo')} hint={t('settings.replyToHint')}>
        <TextInput
          type="email"
          aria-label={t('settings.replyTo')}
          disabled={!mayChange}
          {...form.getInputProps('replyTo')}
        />
      </Setting>
      <Setting label={t('settings.postal')} hint={t('settings.postalHint')}>
        <TextInput aria-label={t('settings.postal')} disabled={!mayChange} {...form.getInputProps('postalAddress')} />
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
