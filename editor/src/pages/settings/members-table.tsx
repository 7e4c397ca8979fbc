import { Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Member } from '@trellis/shared/api/people.ts';
import { ROLES } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useReader } from '../../api/use-reader.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { problemOf } from '../../ui/problem.ts';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';
import people from './people.module.css';
import classes from './settings-table.module.css';

/** Who works here; those who govern change roles in place, and remove after a question. */
export function MembersTable({ members, mayGovern }: { members: readonly Member[]; mayGovern: boolean }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Member>();
  return (
    <>
      <table className={classes.table} aria-label={t('people.table')}>
        <thead>
          <tr>
            <th scope="col">{t('people.name')}</th>
            <th scope="col" data-secondary>
              {t('people.email')}
            </th>
            <th scope="col">{t('people.role')}</th>
            <th scope="col" data-secondary>
              {t('people.since')}
            </th>
            <th scope="col">
              <span className="tr-hidden">{t('people.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow key={member.id} member={member} mayGovern={mayGovern} onRemove={() => setAsked(member)} />
          ))}
        </tbody>
      </table>
      {asked && <RemoveDialog member={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function MemberRow({ member, mayGovern, onRemove }: { member: Member; mayGovern: boolean; onRemove: () => void }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const { workspace } = useReader();
  const mayChange = mayGovern && (member.role !== 'owner' || workspace.role === 'owner');
  return (
    <tr>
      <td>
        <span className={people.who}>
          <Avatar id={member.id} name={member.name} />
          {member.name}
          {member.you && <span className={people.you}>{t('people.you')}</span>}
        </span>
      </td>
      <td data-secondary>{member.email}</td>
      <td>{mayChange ? <RoleSelect member={member} /> : t(`people.roles.${member.role}`)}</td>
      <td data-secondary className={classes.meta}>
        {format.day(member.since)}
      </td>
      <td className={classes.actions}>
        {member.you ? (
          <Button size="row" onClick={onRemove}>
            {t('people.leave')}
          </Button>
        ) : (
          mayChange && (
            <Button
              size="row"
              look="danger"
              aria-label={t('people.removeWho', { name: member.name })}
              onClick={onRemove}
            >
              {t('people.remove')}
            </Button>
          )
        )}
      </td>
    </tr>
  );
}

function RoleSelect({ member }: { member: Member }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { workspace } = useReader();
  const queryClient = useQueryClient();
  const toast = useToast();
  const problemText = useProblemText();
  const setRole = useMutation(query.people.setRole.mutationOptions());
  const roles = ROLES.filter((role) => role !== 'owner' || workspace.role === 'owner');
  const change = (value: string | null) => {
    const role = ROLES.find((one) => one === value);
    if (!role || role === member.role) return;
    setRole.mutate(
      { userId: member.id, role },
      {
        onSuccess: () => {
          void queryClient.invalidateQueries({ queryKey: query.people.key() });
          if (member.you) void queryClient.invalidateQueries({ queryKey: query.session.key() });
          toast({ text: t('people.roleSaved', { name: member.name, role: t(`people.roles.${role}`) }) });
        },
        onError: (error) =>
          toast({ text: t('people.roleFailed', { why: problemText(problemOf(error)).sentence }), urgent: true }),
      },
    );
  };
  return (
    <Select
      aria-label={t('people.roleOf', { name: member.name })}
      w={128}
      allowDeselect={false}
      data={roles.map((value) => ({ value, label: t(`people.roles.${value}`) }))}
      value={member.role}
      onChange={change}
    />
  );
}

function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { workspace } = useReader();
  const queryClient = useQueryClient();
  const remove = useMutation(query.people.remove.mutationOptions());
  const leave = useMutation(query.people.leave.mutationOptions());
  const onSuccess = () => {
    void queryClient.invalidateQueries({ queryKey: query.people.key() });
    onClose();
  };
  if (member.you) {
    return (
      <ConfirmDialog
        open
        danger
        title={t('people.leaveTitle', { workspace: workspace.name })}
        confirm={t('people.leaveConfirm')}
        busy={leave.isPending}
        error={leave.error}
        // The reader is no member any more: everything is asked anew.
        onConfirm={() => leave.mutate(undefined, { onSuccess: () => window.location.assign('/') })}
        onClose={onClose}
      >
        {t('people.leaveText')}
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      open
      danger
      title={t('people.removeTitle', { name: member.name })}
      confirm={t('people.removeConfirm')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ userId: member.id }, { onSuccess })}
      onClose={onClose}
    >
      {t('people.removeText', { email: member.email })}
    </ConfirmDialog>
  );
}
