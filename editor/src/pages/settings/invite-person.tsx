import { Select, TextInput } from '@mantine/core';
import { IconUserPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ROLES, type Role } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '../../api/client.ts';
import { useApi } from '../../api/use-api.tsx';
import { useReader } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { looksLikeEmail } from '../../ui/looks-like-email.ts';
import classes from './new-key.module.css';

export type Invited = Awaited<ReturnType<ApiClient['people']['invite']>>;

interface Props {
  open: boolean;
  invited: Invited | undefined;
  onInvited: (made: Invited) => void;
  onClose: () => void;
}

/** closed → asking for address and role → invited (the link to copy, once) → closed. Takes no place while closed. */
export function InvitePerson({ open, invited, onInvited, onClose }: Props) {
  const { t } = useTranslation();
  if (open) return <Asking onInvited={onInvited} onClose={onClose} />;
  return (
    <div aria-live="polite">
      {invited && (
        <div className={classes.box}>
          <div className={classes.head}>
            <IconUserPlus size={16} stroke={1.75} aria-hidden="true" />
            <p className={classes.text}>
              <b>{t('people.sent', { email: invited.invitation.email })}</b>{' '}
              {invited.mailed ? t('people.sentText') : t('people.unsentText')}
            </p>
            <IconButton label={t('people.close')} icon={<IconX />} onClick={onClose} />
          </div>
          <div className={classes.key}>
            <code className={classes.code}>{invited.link}</code>
            <CopyButton text={invited.link} label={t('people.copyLink')} size="bar" />
          </div>
        </div>
      )}
    </div>
  );
}

function Asking({ onInvited, onClose }: Pick<Props, 'onInvited' | 'onClose'>) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { workspace } = useReader();
  const queryClient = useQueryClient();
  const invite = useMutation(query.people.invite.mutationOptions());
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('marketer');
  const [bad, setBad] = useState(false);
  const roles = ROLES.filter((one) => one !== 'owner' || workspace.role === 'owner');
  const submit = () => {
    setBad(!looksLikeEmail(email));
    if (!looksLikeEmail(email)) return;
    const onSuccess = (made: Invited) => {
      void queryClient.invalidateQueries({ queryKey: query.people.key() });
      onInvited(made);
    };
    invite.mutate({ email: email.trim(), role }, { onSuccess });
  };
  return (
    <form
      className={classes.box}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={classes.head}>
        <IconUserPlus size={16} stroke={1.75} aria-hidden="true" />
        <p className={classes.text}>
          <b>{t('people.inviteNew')}</b> {t(`people.may.${role}`)}
        </p>
        <IconButton label={t('cancel')} icon={<IconX />} onClick={onClose} />
      </div>
      <div className={classes.key}>
        <TextInput
          className={classes.name ?? ''}
          type="email"
          aria-label={t('people.email')}
          error={bad && t('people.badEmail')}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          aria-label={t('people.role')}
          w={128}
          allowDeselect={false}
          data={roles.map((value) => ({ value, label: t(`people.roles.${value}`) }))}
          value={role}
          onChange={(value) => setRole(ROLES.find((one) => one === value) ?? role)}
        />
        <Button type="submit" look="primary" busy={invite.isPending} blocked={!email.trim()}>
          {t('people.inviteSend')}
        </Button>
      </div>
      <FormProblem error={invite.error} />
    </form>
  );
}
