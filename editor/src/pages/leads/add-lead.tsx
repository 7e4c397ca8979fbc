import { Drawer, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { isDefinedError } from '@orpc/client';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { looksLikeEmail } from '../../ui/looks-like-email.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './add-lead.module.css';

const EMPTY = { email: '', firstName: '', lastName: '', company: '' };

/** A drawer that adds one lead by hand. An address that is known leads to the lead who has it. */
export function AddLead({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const navigate = useNavigate();
  const toast = useToast();
  const create = useMutation(query.leads.create.mutationOptions());
  const form = useForm({
    initialValues: EMPTY,
    validate: { email: (value) => (looksLikeEmail(value) ? null : t('leads.badEmail')) },
  });
  const close = () => {
    form.reset();
    create.reset();
    onClose();
  };
  const submit = (values: typeof EMPTY) => {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim()));
    create.mutate(
      { ...given, email: values.email.trim() },
      {
        onSuccess: (lead) => {
          toast({ text: t('leads.added', { name: lead.name }) });
          close();
          void navigate({ to: '/leads/$id', params: { id: lead.id } });
        },
      },
    );
  };
  const { error } = create;
  const existing = isDefinedError(error) && error.code === 'lead-exists' ? error.data.lead : undefined;
  return (
    <Drawer
      opened={open}
      onClose={close}
      position="right"
      size={352}
      title={t('leads.addTitle')}
      closeButtonProps={{ 'aria-label': t('leads.close') }}
    >
      <form className={classes.form} onSubmit={form.onSubmit(submit)} noValidate>
        <TextInput label={t('leads.email')} type="email" data-autofocus {...form.getInputProps('email')} />
        <TextInput label={t('leads.firstName')} {...form.getInputProps('firstName')} />
        <TextInput label={t('leads.lastName')} {...form.getInputProps('lastName')} />
        <TextInput label={t('leads.company')} {...form.getInputProps('company')} />
        {existing ? (
          <p role="alert" className={classes.exists}>
            {t('leads.exists', { name: existing.name })}{' '}
            <Link to="/leads/$id" params={{ id: existing.id }}>
              {t('leads.openLead')}
            </Link>
          </p>
        ) : (
          <FormProblem error={error} />
        )}
        <div>
          <Button type="submit" look="primary" busy={create.isPending}>
            {t('leads.add')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
