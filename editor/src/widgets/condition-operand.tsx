import { spanUnitSchema } from '@trellis/shared/condition/condition.ts';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import own from './condition.module.css';
import type { FieldOption } from './condition-fields.ts';
import type { ValueShape } from './condition-query.ts';
import { useFormSources } from './form-sources.ts';
import { readNumber } from './number.tsx';
import { readValue } from './value.tsx';
import { asRecord, asText } from './widget.ts';
import classes from './widgets.module.css';

interface Props {
  shape: ValueShape;
  field: FieldOption | undefined;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** What stands right of a comparison: nothing, one value, two, a list, an amount of time, or a count of events. */
export function OperandEditor({ shape, field, value, onChange }: Props) {
  const { t } = useTranslation();
  const record = asRecord(value);
  switch (shape) {
    case 'none':
      return null;
    case 'two': {
      const [low, high]: unknown[] = Array.isArray(value) ? value : [];
      return (
        <>
          <One field={field} value={low} onChange={(next) => onChange([next, high ?? ''])} />
          <span className={classes.inside}>{t('inspector.condition.to')}</span>
          <One field={field} value={high} onChange={(next) => onChange([low ?? '', next])} />
        </>
      );
    }
    case 'many':
      return <Many value={Array.isArray(value) ? value : []} field={field} onChange={onChange} />;
    case 'span':
      return (
        <>
          <input
            className={own.select}
            size={4}
            inputMode="numeric"
            aria-label={t('inspector.duration.amount')}
            value={asText(record.amount)}
            onChange={(event) => onChange({ ...record, amount: readNumber(event.target.value) ?? '' })}
          />
          <select
            className={own.select}
            aria-label={t('inspector.duration.unit')}
            value={asText(record.unit)}
            onChange={(event) => onChange({ ...record, unit: event.target.value })}
          >
            {spanUnitSchema.options.map((unit) => (
              <option key={unit} value={unit}>
                {t(`inspector.duration.${unit}`)}
              </option>
            ))}
          </select>
        </>
      );
    case 'history':
      return <HistoryValue record={record} onChange={onChange} />;
    default:
      return <One field={field} value={value} onChange={onChange} />;
  }
}

function One({
  field,
  value,
  onChange,
}: {
  field: FieldOption | undefined;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const listId = useId();
  const label = t('inspector.condition.value');
  if (field?.kind === 'boolean') {
    return (
      <select
        className={own.select}
        aria-label={label}
        value={String(value)}
        onChange={(event) => onChange(event.target.value === 'true')}
      >
        {value !== true && value !== false && <option value="">{t('inspector.unset')}</option>}
        <option value="true">{t('inspector.condition.true')}</option>
        <option value="false">{t('inspector.condition.false')}</option>
      </select>
    );
  }
  const read = (text: string): unknown => {
    if (field?.kind === 'number') return readNumber(text) ?? '';
    return field?.kind ? text : readValue(text, ['string', 'number', 'boolean']);
  };
  return (
    <>
      <input
        className={own.select}
        data-grow=""
        type={field?.kind === 'date' ? 'date' : 'text'}
        inputMode={field?.kind === 'number' ? 'decimal' : undefined}
        list={field?.options ? listId : undefined}
        aria-label={label}
        value={asText(value)}
        onChange={(event) => onChange(read(event.target.value))}
      />
      {field?.options && (
        <datalist id={listId}>
          {field.options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** Written as text with commas; kept as written while it is typed. */
function Many({
  value,
  field,
  onChange,
}: {
  value: readonly unknown[];
  field: FieldOption | undefined;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(value.map(asText).join(', '));
  return (
    <input
      className={own.select}
      data-grow=""
      aria-label={t('inspector.condition.value')}
      placeholder={t('inspector.condition.listHint')}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const entries = event.target.value.split(',').map((entry) => entry.trim());
        onChange(
          entries.filter(Boolean).map((entry) => (field?.kind === 'number' ? (readNumber(entry) ?? entry) : entry)),
        );
      }}
    />
  );
}

function HistoryValue({ record, onChange }: { record: Record<string, unknown>; onChange: (value: unknown) => void }) {
  const { t } = useTranslation();
  const { events } = useFormSources();
  const listId = useId();
  return (
    <>
      <input
        className={own.select}
        size={4}
        inputMode="numeric"
        aria-label={t('inspector.condition.value')}
        value={asText(record.times)}
        onChange={(event) => onChange({ ...record, times: readNumber(event.target.value) ?? '' })}
      />
      <input
        className={own.select}
        data-grow=""
        list={listId}
        aria-label={t('inspector.condition.event')}
        placeholder={t('inspector.event.placeholder')}
        value={asText(record.event)}
        onChange={(event) => onChange({ ...record, event: event.target.value })}
      />
      <datalist id={listId}>
        {events.map((event) => (
          <option key={event.name} value={event.name} />
        ))}
      </datalist>
      <span className={classes.inside}>{t('inspector.condition.times')}</span>
      <input
        className={own.select}
        size={4}
        inputMode="numeric"
        aria-label={t('inspector.condition.days')}
        placeholder={t('inspector.condition.ever')}
        value={asText(record.days)}
        onChange={(event) => {
          const days = readNumber(event.target.value);
          const { days: _, ...rest } = record;
          onChange(days === undefined ? rest : { ...record, days });
        }}
      />
      <span className={classes.inside}>{t('inspector.condition.days')}</span>
    </>
  );
}
