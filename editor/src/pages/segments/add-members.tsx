import { Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Segment } from '@trellis/shared/api/segments.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import classes from './add-members.module.css';

const SHOWN = 12;

/** Finds leads and puts them into a list, one after the other. */
export function AddMembers({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const [search, setSearch] = useState('');
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const found = useQuery(
    query.leads.list.queryOptions({
      input: { limit: SHOWN, ...(search ? { search } : {}) },
      placeholderData: (before) => before,
    }),
  );
  // Heard of each call, also where the next one begins before it ends.
  const change = useMutation(
    query.segments.changeMembers.mutationOptions({
      onSuccess: (_, { leadIds }) => {
        setAdded((before) => new Set([...before, ...leadIds]));
        void queryClient.invalidateQueries({ queryKey: query.segments.key() });
      },
    }),
  );
  const add = (id: string) => change.mutate({ segmentId: segment.id, change: 'add', leadIds: [id] });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('segments.addTitle', { name: segment.name })}
      size={520}
      padding={20}
      withCloseButton={false}
    >
      <SearchField label={t('segments.addSearch')} value={search} onChange={setSearch} />
      <ul className={classes.list} aria-label={t('segments.lead')}>
        {found.data?.items.map((lead) => (
          <li key={lead.id} className={classes.row}>
            <span className={classes.names}>
              <b>{lead.name}</b>
              <span>{lead.company ?? lead.email}</span>
            </span>
            {added.has(lead.id) ? (
              <span className={classes.in}>{t('segments.in')}</span>
            ) : (
              <Button
                size="row"
                busy={change.isPending && change.variables.leadIds[0] === lead.id}
                aria-label={t('segments.addOne', { name: lead.name })}
                onClick={() => add(lead.id)}
              >
                {t('segments.add')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {found.data?.items.length === 0 && <p className={classes.none}>{t('segments.addNone')}</p>}
      <FormProblem error={found.error ?? change.error} />
      <footer className={classes.foot}>
        <Button look="primary" onClick={onClose}>
          {t('segments.close')}
        </Button>
      </footer>
    </Modal>
  );
}
