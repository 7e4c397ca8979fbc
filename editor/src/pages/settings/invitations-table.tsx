import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Invitation } from '@trellis/shared/api/people.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { Pill } from '../../ui/pill.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import people from './people.module.css';
import classes from './settings-table.module.css';

/** Invitations that nobody used yet. Withdrawing asks nothing: a new one is made as easily. */
export function InvitationsTable({ invitations }: { invitations: readonly Invitation[] }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const queryClient = useQueryClient();
  const withdraw = useMutation(query.people.withdraw.mutationOptions());
  const onSettled = () => void queryClient.invalidateQueries({ queryKey: query.people.key() });
  return (
    <>
      <h3 className={people.second}>{t('people.invitations')}</h3>
      <table className={classes.table} aria-label={t('people.invitations')}>
        <tbody>
          {invitations.map((invitation) => (
            <tr key={invitation.id}>
              <td>{invitation.email}</td>
              <td>{t(`people.roles.${invitation.role}`)}</td>
              <td data-secondary className={classes.meta}>
                {t('people.invited', { day: format.day(invitation.createdAt), name: invitation.invitedBy.name })}
              </td>
              <td className={classes.actions}>
                <span className={classes.buttons}>
                  {invitation.expired && <Pill small>{t('people.expired')}</Pill>}
                  <Button
                    size="row"
                    aria-label={t('people.withdrawWho', { email: invitation.email })}
                    onClick={() => withdraw.mutate({ invitationId: invitation.id }, { onSettled })}
                  >
                    {t('people.withdraw')}
                  </Button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
