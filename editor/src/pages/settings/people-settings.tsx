import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { MAY_GOVERN } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { InvitationsTable } from './invitations-table.tsx';
import { type Invited, InvitePerson } from './invite-person.tsx';
import { MembersTable } from './members-table.tsx';
import { SettingSection } from './setting.tsx';

/** Members with their roles, and invitations that nobody used yet. */
export default function PeopleSettings() {
  const { t } = useTranslation();
  const { query } = useApi();
  const mayGovern = useMay(MAY_GOVERN);
  const people = useQuery(query.people.list.queryOptions());
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<Invited>();
  const action = mayGovern && !inviting && (
    <Button look="primary" icon={<IconUserPlus aria-hidden="true" />} onClick={() => setInviting(true)}>
      {t('people.invite')}
    </Button>
  );
  return (
    <SettingSection title={t('people.title')} lead={t('people.lead')} action={action}>
      <InvitePerson
        open={inviting}
        invited={invited}
        onInvited={(made) => {
          setInvited(made);
          setInviting(false);
        }}
        onClose={() => {
          setInvited(undefined);
          setInviting(false);
        }}
      />
      {people.isError && (
        <ErrorState error={people.error} what={t('people.what')} onRetry={() => void people.refetch()} />
      )}
      {people.data && <MembersTable members={people.data.members} mayGovern={mayGovern} />}
      {people.data && people.data.invitations.length > 0 && <InvitationsTable invitations={people.data.invitations} />}
    </SettingSection>
  );
}
