import { IconCircleCheck, IconCircleMinus, IconCircleX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WhyFact } from '@trellis/shared/api/why.ts';
import type { TFunction } from 'i18next';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Pill, type PillTone } from '../../ui/pill.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { eventTitle } from '../../widgets/event-title.ts';
import side from './lead-side.module.css';
import classes from './why-panel.module.css';

const TONES = { yes: 'brand', 'not-yet': 'warn', no: 'plain' } as const satisfies Record<string, PillTone>;
const ICONS = { for: IconCircleCheck, against: IconCircleX, neither: IconCircleMinus } as const;

/** Asks the log why a lead is, was or never was in a workflow, or at one of its steps. */
export function WhyPanel({ leadId }: { leadId: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const [workflowId, setWorkflowId] = useState('');
  const [nodeId, setNodeId] = useState('');
  const [workflowField, stepField] = [useId(), useId()];
  const workflows = useQuery(query.workflows.list.queryOptions({ input: {} }));
  const workflow = useQuery(query.workflows.get.queryOptions({ input: { workflowId }, enabled: workflowId !== '' }));
  const why = useQuery(
    query.why.ask.queryOptions({
      input: { leadId, workflowId, ...(nodeId ? { nodeId } : {}) },
      enabled: workflowId !== '',
    }),
  );
  return (
    <section className={side.section}>
      <h2 className={side.title}>{t('why.title')}</h2>
      <p className={classes.intro}>{t('why.intro')}</p>
      <div className={classes.form}>
        <label htmlFor={workflowField}>{t('why.workflow')}</label>
        <select
          id={workflowField}
          value={workflowId}
          onChange={(event) => {
            setWorkflowId(event.target.value);
            setNodeId('');
          }}
        >
          <option value="">{t('why.choose')}</option>
          {workflows.data?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        {workflowId !== '' && (
          <>
            <label htmlFor={stepField}>{t('why.step')}</label>
            <select id={stepField} value={nodeId} onChange={(event) => setNodeId(event.target.value)}>
              <option value="">{t('why.entered')}</option>
              {workflow.data?.draft.graph.nodes.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </>
        )}
      </div>
      <div aria-live="polite">
        {workflowId !== '' && why.isPending && <p className={classes.intro}>{t('why.asking')}</p>}
        {why.isError && <ErrorState error={why.error} what={t('why.what')} onRetry={() => void why.refetch()} />}
        {why.data && (
          <>
            <p className={classes.answer}>
              <Pill small tone={TONES[why.data.answer]}>
                {t(`why.answer.${why.data.answer}`)}
              </Pill>
              <span>{why.data.text}</span>
            </p>
            {why.data.facts.length > 0 && (
              <ul aria-label={t('why.facts')}>
                {why.data.facts.map((fact, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: evidence has no other order or id than its place
                  <Fact key={index} fact={fact} workflowId={workflowId} />
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </section>
  );
}

/** Events of ours by what people call them. */
function withTitle({ text, event }: WhyFact, t: TFunction): string {
  const title = event && eventTitle(t, event);
  return title ? text.replace(event, title) : text;
}

function Fact({ fact, workflowId }: { fact: WhyFact; workflowId: string }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const Icon = ICONS[fact.speaks];
  return (
    <li className={classes.fact} data-speaks={fact.speaks}>
      <Icon size={14} stroke={1.75} role="img" aria-label={t(`why.speaks.${fact.speaks}`)} />
      <span className={classes.text}>{withTitle(fact, t)}</span>
      {fact.at && <time dateTime={fact.at}>{format.moment(fact.at)}</time>}
      {fact.runId && (
        <Link to="/workflows/$id/run/$runId" params={{ id: workflowId, runId: fact.runId }}>
          {t('why.run')}
        </Link>
      )}
    </li>
  );
}
