import { IconPlus, IconX } from '@tabler/icons-react';
import type { Condition } from '@trellis/shared/condition/condition.ts';
import { operatorsFor } from '@trellis/shared/condition/operators.ts';
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ActionProps,
  type CombinatorSelectorProps,
  type FieldSelectorProps,
  type NotToggleProps,
  type OperatorSelectorProps,
  QueryBuilder,
  type RuleGroupType,
  type ValueEditorProps,
} from 'react-querybuilder';
import styles from './condition.module.css';
import { type FieldGroup, fieldNamed } from './condition-fields.ts';
import { OperandEditor } from './condition-operand.tsx';
import { HISTORY, operandOf, shapeOf, toCondition, toQuery } from './condition-query.ts';
import classes from './widgets.module.css';

const Groups = createContext<readonly FieldGroup[]>([]);
/** Written into the field while its name is being typed. */
const OWN = 'lead.';

interface Props {
  condition: Condition;
  groups: readonly FieldGroup[];
  onChange: (condition: Condition) => void;
}

/** Rules and groups, edited with react-querybuilder. It keeps the query with its ids, so that typing never loses the focus. */
export function ConditionBuilder({ condition, groups, onChange }: Props) {
  const [query, setQuery] = useState<RuleGroupType>(() => toQuery(condition));
  const written = useRef(JSON.stringify(condition));
  useEffect(() => {
    const present = JSON.stringify(condition);
    if (present === written.current) return;
    written.current = present;
    setQuery(toQuery(condition));
  }, [condition]);
  const fields = useMemo(
    () => groups.flatMap((group) => group.fields.map(({ name, label }) => ({ name, label, value: name }))),
    [groups],
  );
  return (
    <Groups.Provider value={groups}>
      <div className={styles.builder}>
        <QueryBuilder
          query={query}
          fields={fields.length > 0 ? fields : [{ name: 'lead.email', label: 'lead.email', value: 'lead.email' }]}
          controlElements={CONTROLS}
          getDefaultOperator={() => '='}
          getOperators={() => []}
          autoSelectOperator={false}
          showNotToggle
          addRuleToNewGroups
          enableMountQueryChange={false}
          resetOnFieldChange={false}
          onQueryChange={(next: RuleGroupType) => {
            setQuery(next);
            const condition = toCondition(next);
            const text = JSON.stringify(condition);
            if (text === written.current) return;
            written.current = text;
            onChange(condition);
          }}
        />
      </div>
    </Groups.Provider>
  );
}

function FieldSelector({ value, handleOnChange, rule }: FieldSelectorProps) {
  const { t } = useTranslation();
  const groups = useContext(Groups);
  const name = value ?? '';
  const listed = fieldNamed(groups, name) !== undefined || name === HISTORY;
  const [own, setOwn] = useState(!listed && name !== '');
  return (
    <>
      <select
        className={styles.select}
        data-grow=""
        aria-label={t('inspector.condition.field')}
        value={own || !listed ? OWN : name}
        onChange={(event) => {
          const next = event.target.value;
          setOwn(next === OWN);
          handleOnChange(next === OWN ? OWN : next);
        }}
      >
        {groups.map((group) => (
          <optgroup key={group.source} label={t(`inspector.condition.sources.${group.source}`)}>
            {group.fields.map((field) => (
              <option key={field.name} value={field.name}>
                {field.label}
              </option>
            ))}
          </optgroup>
        ))}
        <option value={HISTORY}>{t('inspector.condition.history')}</option>
        <option value={OWN}>{t('inspector.condition.ownField')}</option>
      </select>
      {(own || !listed) && (
        <input
          className={styles.select}
          data-grow=""
          aria-label={t('inspector.condition.field')}
          placeholder={t('inspector.condition.ownFieldHint')}
          value={rule.field}
          onChange={(event) => handleOnChange(event.target.value)}
        />
      )}
    </>
  );
}

function OperatorSelector({ value, handleOnChange, field }: OperatorSelectorProps) {
  const { t } = useTranslation();
  const groups = useContext(Groups);
  const options =
    field === HISTORY
      ? (['atLeast', 'atMost', 'exactly'] as const).map((name) => ({ name, words: t(`inspector.condition.${name}`) }))
      : operatorsFor(fieldNamed(groups, field)?.kind);
  const known = options.some((option) => option.name === value);
  const first = options[0]?.name;
  useEffect(() => {
    // Another field may not have the comparison chosen for the former one.
    if (!known && first) handleOnChange(first);
  }, [known, first, handleOnChange]);
  return (
    <select
      className={styles.select}
      data-grow=""
      aria-label={t('inspector.condition.operator')}
      value={value ?? ''}
      onChange={(event) => handleOnChange(event.target.value)}
    >
      {options.map((option) => (
        <option key={option.name} value={option.name}>
          {option.words}
        </option>
      ))}
    </select>
  );
}

function ValueEditor({ field, operator, value, handleOnChange }: ValueEditorProps) {
  const groups = useContext(Groups);
  const shape = shapeOf(field, operator);
  return (
    <OperandEditor
      shape={shape}
      field={fieldNamed(groups, field)}
      value={operandOf(shape, value)}
      onChange={handleOnChange}
    />
  );
}

function CombinatorSelector({ value, handleOnChange }: CombinatorSelectorProps) {
  const { t } = useTranslation();
  return (
    <select
      className={styles.select}
      aria-label={t('inspector.condition.combinator')}
      value={value ?? 'and'}
      onChange={(event) => handleOnChange(event.target.value)}
    >
      <option value="and">{t('inspector.condition.and')}</option>
      <option value="or">{t('inspector.condition.or')}</option>
    </select>
  );
}

function NotToggle({ checked, handleOnChange }: NotToggleProps) {
  const { t } = useTranslation();
  return (
    <label className={classes.inside}>
      <input type="checkbox" checked={checked ?? false} onChange={(event) => handleOnChange(event.target.checked)} />{' '}
      {t('inspector.condition.not')}
    </label>
  );
}

function AddRule({ handleOnClick }: ActionProps) {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles.quiet} onClick={(event) => handleOnClick(event)}>
      <IconPlus size={12} aria-hidden="true" />
      {t('inspector.condition.rule')}
    </button>
  );
}

function AddGroup({ handleOnClick }: ActionProps) {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles.quiet} onClick={(event) => handleOnClick(event)}>
      <IconPlus size={12} aria-hidden="true" />
      {t('inspector.condition.group')}
    </button>
  );
}

function Remove({ handleOnClick, ruleOrGroup }: ActionProps) {
  const { t } = useTranslation();
  const label = 'rules' in ruleOrGroup ? t('inspector.condition.removeGroup') : t('inspector.condition.removeRule');
  return (
    <button
      type="button"
      className={styles.bare}
      aria-label={label}
      title={label}
      onClick={(event) => handleOnClick(event)}
    >
      <IconX size={14} stroke={1.75} aria-hidden="true" />
    </button>
  );
}

const CONTROLS = {
  fieldSelector: FieldSelector,
  operatorSelector: OperatorSelector,
  valueEditor: ValueEditor,
  combinatorSelector: CombinatorSelector,
  notToggle: NotToggle,
  addRuleAction: AddRule,
  addGroupAction: AddGroup,
  removeRuleAction: Remove,
  removeGroupAction: Remove,
};
