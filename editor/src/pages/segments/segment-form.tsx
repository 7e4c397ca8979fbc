import { TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Segment } from '@trellis/shared/api/segments.ts';
import type { Condition } from '@trellis/shared/condition/condition.ts';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useToast } from '../../ui/toast.tsx';
import { ConditionBuilder } from '../../widgets/condition-builder.tsx';
import { fieldGroups } from '../../widgets/condition-fields.ts';
import { readCondition } from '../../widgets/condition-query.ts';
import { useFormSources } from '../../widgets/form-sources.ts';
import { MatchCount } from '../../widgets/match-count.tsx';
import { RuleSentence } from './rule-sentence.tsx';
import classes from './segment-form.module.css';

type Kind = 'rule' | 'list';
const EVERYBODY: Condition = { version: 1, combinator: 'and', rules: [] };

/** Name and rule. A rule is read back as a sentence, with how many leads meet it now; what a segment is stays as it was made. */
export function SegmentForm({ segment, startsAs = 'rule' }: { segment?: Segment; startsAs?: Kind }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const toast = useToast();
  const sources = useFormSources();
  const [name, setName] = useState(segment?.name ?? '');
  const [kind, setKind] = useState<Kind>(segment ? (segment.condition ? 'rule' : 'list') : startsAs);
  const [rule, setRule] = useState<Condition>(() => readCondition(segment?.condition ?? EVERYBODY).condition);
  const [tried, setTried] = useState(false);
  const hintId = useId();
  const create = useMutation(query.segments.create.mutationOptions());
  const update = useMutation(query.segments.update.mutationOptions());
  const saved = (id: string) => {
    for (const queryKey of [query.segments.key(), query.catalog.things.key()])
      void queryClient.invalidateQueries({ queryKey });
    toast({ text: t(kind === 'rule' ? 'segments.form.saved' : 'segments.form.savedPlain', { name: name.trim() }) });
    void navigate({ to: '/segments/$id', params: { id } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '') return;
    // Spread, for the contract leaves the inside of a condition to its own schema.
    const body = { name: name.trim(), condition: kind === 'rule' ? { ...rule } : null };
    if (segment) update.mutate({ ...body, segmentId: segment.id }, { onSuccess: ({ id }) => saved(id) });
    else create.mutate(body, { onSuccess: ({ id }) => saved(id) });
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label={t('segments.form.name')}
        placeholder={t('segments.form.namePlaceholder')}
        maxLength={100}
        value={name}
        error={tried && name.trim() === '' ? t('segments.form.missingName') : undefined}
        data-autofocus={!segment || undefined}
        onChange={(event) => setName(event.target.value)}
      />
      {!segment && (
        <div className={classes.part}>
          <span className={classes.label}>{t('segments.form.kind')}</span>
          <div className={classes.kinds} aria-describedby={hintId}>
            <Segmented
              label={t('segments.form.kind')}
              value={kind}
              onChange={setKind}
              segments={(['rule', 'list'] as const).map((value) => ({ value, label: t(`segments.form.${value}`) }))}
            />
          </div>
          <p id={hintId} className={classes.hint}>
            {t(kind === 'rule' ? 'segments.form.ruleHint' : 'segments.form.listHint')}
          </p>
        </div>
      )}
      {kind === 'rule' && (
        <>
          <fieldset className={classes.part}>
            <legend className={classes.label}>{t('segments.form.condition')}</legend>
            <ConditionBuilder condition={rule} groups={fieldGroups(sources, '')} onChange={setRule} />
          </fieldset>
          <div className={classes.part}>
            <span className={classes.label}>{t('segments.form.reads')}</span>
            <div className={classes.sentence}>
              <RuleSentence rule={rule} />
            </div>
            <MatchCount condition={rule} />
          </div>
        </>
      )}
      {segment && <InUse segment={segment} />}
      <footer className={classes.foot}>
        <Button type="submit" look="primary" busy={create.isPending || update.isPending}>
          {t(segment ? 'segments.form.save' : 'segments.form.create')}
        </Button>
        {segment ? (
          <Link to="/segments/$id" params={{ id: segment.id }} className={buttonClass({ look: 'ghost' })}>
            {t('cancel')}
          </Link>
        ) : (
          <Link to="/segments" className={buttonClass({ look: 'ghost' })}>
            {t('cancel')}
          </Link>
        )}
        <FormProblem error={create.error ?? update.error} />
      </footer>
    </form>
  );
}

/** A changed rule moves leads, and their coming and going starts things elsewhere. */
function InUse({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const uses = useQuery(query.segments.uses.queryOptions({ input: { segmentId: segment.id } }));
  const running = uses.data?.items.filter((use) => use.running).length ?? 0;
  if (running === 0 || segment.condition === null) return null;
  return <p className={classes.hint}>{t('segments.form.inUse', { count: running })}</p>;
}
