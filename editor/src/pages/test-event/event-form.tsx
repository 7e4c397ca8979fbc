import { Autocomplete, TextInput } from '@mantine/core';
import { IconBolt, IconPlus, IconSend, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import classes from './event-form.module.css';
import { type Property, type Receiver, toProperties, whatIsMissing } from './event-input.ts';
import { LeadField } from './lead-field.tsx';
import type { SampleEvent } from './sample-event.ts';
import type { Trigger } from './use-triggers.ts';

interface Props {
  triggers: readonly Trigger[];
  /** From the address; the first trigger's event and the lead seen last otherwise. */
  startEvent: string | undefined;
  startLeadId: string | undefined;
  onChange: (sample: SampleEvent) => void;
  onSent: (eventId: string) => void;
}

/** Event, lead and properties. What the trigger needs is filled in, so that "Send event" alone starts the sample. */
export function EventForm({ triggers, startEvent, startLeadId, onChange, onSent }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const [event, setEvent] = useState(startEvent ?? triggers[0]?.event ?? '');
  const trigger = triggers.find((candidate) => candidate.event === event);
  const [properties, setProperties] = useState<Property[]>(() => trigger?.needs ?? []);
  const [receiver, setReceiver] = useState<Receiver>();
  /** What is missing is told once sending was tried, for as long as it is missing. */
  const [tried, setTried] = useState(false);
  const send = useMutation(query.testEvents.send.mutationOptions());
  const eventId = useId();
  const fault = whatIsMissing({ event, receiver, properties });
  const missing = tried ? fault : undefined;

  const userId = useUserId(receiver);

  useEffect(() => {
    onChange({ event, userId, email: receiver?.email, properties: toProperties(properties) });
  }, [event, receiver, userId, properties, onChange]);

  const chooseEvent = (name: string) => {
    setEvent(name);
    const needs = triggers.find((candidate) => candidate.event === name)?.needs;
    if (needs) setProperties(needs);
  };
  const submit = () => {
    setTried(true);
    if (fault || !receiver) return;
    const who = receiver.kind === 'known' ? { leadId: receiver.leadId } : { email: receiver.email };
    // The values came from JSON or are texts, so they are JSON again.
    const input = { event: event.trim(), ...who, properties: toProperties(properties) as Record<string, never> };
    send.mutate(input, { onSuccess: (answer) => onSent(answer.eventId) });
  };
  return (
    <form
      className={classes.section}
      onSubmit={(submission) => {
        submission.preventDefault();
        submit();
      }}
      noValidate
    >
      <div className={classes.row}>
        <label htmlFor={eventId}>{t('testEvent.event')}</label>
        <EventField id={eventId} value={event} triggers={triggers} onChange={chooseEvent} />
      </div>
      {missing?.field === 'event' && <p className={classes.problem}>{t('testEvent.missingEvent')}</p>}
      <LeadField startLeadId={startLeadId} onChange={setReceiver} />
      {missing?.field === 'lead' && <p className={classes.problem}>{t('testEvent.missingLead')}</p>}
      {properties.map((property, index) => (
        <PropertyRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its name changes while it is typed
          key={index}
          index={index}
          property={property}
          needed={trigger?.needs.some(({ name }) => name === property.name) ?? false}
          onChange={(next) => setProperties(properties.with(index, next))}
          onRemove={() => setProperties(properties.toSpliced(index, 1))}
        />
      ))}
      {missing?.field === 'property' && (
        <p className={classes.problem}>{t('testEvent.doubleProperty', { name: missing.name })}</p>
      )}
      <div className={classes.actions}>
        <Button type="submit" look="primary" icon={<IconSend aria-hidden="true" />} busy={send.isPending}>
          {t('testEvent.send')}
        </Button>
        <Button
          look="ghost"
          icon={<IconPlus aria-hidden="true" />}
          onClick={() => setProperties([...properties, { name: '', value: '' }])}
        >
          {t('testEvent.addProperty')}
        </Button>
      </div>
      <FormProblem error={send.error} />
    </form>
  );
}

/** The id that the reader's own systems know a lead by, if there is one: it reads better in a snippet than an address. */
function useUserId(receiver: Receiver | undefined): string | undefined {
  const { query } = useApi();
  const leadId = receiver?.kind === 'known' ? receiver.leadId : undefined;
  const lead = useQuery(
    query.leads.get.queryOptions({ input: { leadId: leadId ?? '' }, enabled: leadId !== undefined }),
  );
  return leadId === undefined ? undefined : lead.data?.identities.find(({ kind }) => kind === 'userId')?.value;
}

interface EventFieldProps {
  id: string;
  value: string;
  triggers: readonly Trigger[];
  onChange: (name: string) => void;
}

/** Any name may be typed; those that start something and those seen lately are offered. */
function EventField({ id, value, triggers, onChange }: EventFieldProps) {
  const { t } = useTranslation();
  const { query } = useApi();
  const seen = useQuery(query.catalog.events.queryOptions());
  const names = [
    ...new Set([...triggers.map(({ event }) => event), ...(seen.data?.items ?? []).map(({ name }) => name)]),
  ];
  const trigger = triggers.find(({ event }) => event === value);
  return (
    <div className={classes.field}>
      <Autocomplete
        id={id}
        data={names}
        value={value}
        onChange={onChange}
        leftSection={<IconBolt size={14} stroke={1.75} aria-hidden="true" />}
      />
      {trigger && <span className={classes.hint}>{t('testEvent.eventHint', { workflow: trigger.workflow.name })}</span>}
    </div>
  );
}

interface PropertyRowProps {
  index: number;
  property: Property;
  needed: boolean;
  onChange: (property: Property) => void;
  onRemove: () => void;
}

function PropertyRow({ index, property, needed, onChange, onRemove }: PropertyRowProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.row}>
      <TextInput
        aria-label={t('testEvent.propertyName', { number: index + 1 })}
        value={property.name}
        onChange={(change) => onChange({ ...property, name: change.currentTarget.value })}
      />
      <div className={classes.value}>
        <div className={classes.field}>
          <TextInput
            aria-label={t('testEvent.propertyValue', { name: property.name })}
            value={property.value}
            onChange={(change) => onChange({ ...property, value: change.currentTarget.value })}
          />
          {needed && <span className={classes.hint}>{t('testEvent.triggerNeeds')}</span>}
        </div>
        <IconButton
          label={t('testEvent.removeProperty', { name: property.name })}
          icon={<IconX />}
          onClick={onRemove}
        />
      </div>
    </div>
  );
}
