import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { LeadRow } from '@trellis/shared/api/leads.ts';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { looksLikeEmail } from '../../ui/looks-like-email.ts';
import classes from './event-form.module.css';
import type { Receiver } from './event-input.ts';

const SHOWN = 6;

/** People to try a workflow with; none of the addresses can exist (RFC 2606). */
const SAMPLE_PEOPLE = [
  'aino.virtanen',
  'hugo.lefevre',
  'petra.lindholm',
  'kwame.mensah',
  'lucia.ferrer',
  'marek.nowak',
  'yuki.tanabe',
];
const SAMPLE_DOMAIN = 'lahti-logistics.example';

interface Props {
  /** A lead that the address names; without one, a person nobody knows yet is proposed. */
  startLeadId: string | undefined;
  onChange: (receiver: Receiver | undefined) => void;
}

/** Finds a lead by name or address while typing; an address nobody has becomes a new lead. */
export function LeadField({ startLeadId, onChange }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const list = useQuery(
    query.leads.list.queryOptions({
      input: { search: search || undefined, limit: SHOWN },
      placeholderData: (before) => before,
    }),
  );
  const id = useId();
  const rows = list.data?.items ?? [];
  const choose = (row: LeadRow) => {
    setText(row.name);
    onChange(known(row));
    combobox.closeDropdown();
  };
  const type = (next: string) => {
    setText(next);
    onChange(looksLikeEmail(next) ? { kind: 'new', email: next.trim() } : undefined);
  };
  const touch = useStart({ startLeadId, choose, type });
  const unknownEmail = looksLikeEmail(text) && !rows.some((row) => row.email === text.trim());
  return (
    <div className={classes.row}>
      <label htmlFor={id}>{t('testEvent.lead')}</label>
      <Combobox
        store={combobox}
        onOptionSubmit={(value) => {
          const row = rows.find((candidate) => candidate.id === value);
          if (row) choose(row);
          else combobox.closeDropdown();
        }}
      >
        <Combobox.Target>
          <InputBase
            id={id}
            value={text}
            placeholder={t('testEvent.leadPlaceholder')}
            autoComplete="off"
            onFocus={(focus) => {
              focus.currentTarget.select();
              combobox.openDropdown();
            }}
            onBlur={() => combobox.closeDropdown()}
            onChange={(change) => {
              touch();
              type(change.currentTarget.value);
              combobox.openDropdown();
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={rows.length === 0 && !unknownEmail}>
          <Combobox.Options>
            {rows.map((row) => (
              <Combobox.Option key={row.id} value={row.id}>
                <span className={classes.option}>
                  <Avatar id={row.id} name={row.name} size={18} />
                  {row.name}
                  {row.email !== row.name && <span className={classes.optionMeta}>{row.email}</span>}
                </span>
              </Combobox.Option>
            ))}
            {unknownEmail && (
              <Combobox.Option value="new">{t('testEvent.newLead', { email: text.trim() })}</Combobox.Option>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}

function known(row: Pick<LeadRow, 'id' | 'email'>): Receiver {
  return { kind: 'known', leadId: row.id, email: row.email ?? undefined };
}

/**
 * Fills the field once: with the lead of the address, else with the first sample person who is not a lead yet.
 * What is answered keeps it from overwriting what was typed before the answers came.
 */
function useStart({
  startLeadId,
  choose,
  type,
}: {
  startLeadId: string | undefined;
  choose: (row: LeadRow) => void;
  type: (text: string) => void;
}): () => void {
  const { query } = useApi();
  const named = useQuery(
    query.leads.get.queryOptions({ input: { leadId: startLeadId ?? '' }, enabled: startLeadId !== undefined }),
  );
  const taken = useQuery(
    query.leads.list.queryOptions({ input: { search: SAMPLE_DOMAIN, limit: 100 }, enabled: startLeadId === undefined }),
  );
  const done = useRef(false);
  useEffect(() => {
    if (done.current || (!named.data && !taken.data)) return;
    done.current = true;
    if (named.data) {
      const lead = named.data;
      choose({
        ...lead,
        consentEmail: lead.consent.email.state,
        run: null,
        activeRuns: lead.runs.active,
        lastEvent: null,
      });
    } else if (taken.data) {
      type(unknownPerson(taken.data.items.map((row) => row.email)));
    }
  }, [named.data, taken.data, choose, type]);
  return () => {
    done.current = true;
  };
}

function unknownPerson(taken: readonly (string | null)[]): string {
  const addresses = SAMPLE_PEOPLE.map((person) => `${person}@${SAMPLE_DOMAIN}`);
  return addresses.find((address) => !taken.includes(address)) ?? `lead-${taken.length + 1}@${SAMPLE_DOMAIN}`;
}
