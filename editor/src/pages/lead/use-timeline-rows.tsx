import { Link } from '@tanstack/react-router';
import type { TimelineEntry as Entry } from '@trellis/shared/api/timeline.ts';
import type { TFunction } from 'i18next';
import { Trans, useTranslation } from 'react-i18next';
import { type NodeLook, useNodeLook } from '../../api/use-node-types.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { NodeIcon } from '../../ui/node-icon.tsx';
import { Pill, type PillTone } from '../../ui/pill.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import type { TimelineEntry } from '../../ui/timeline.tsx';
import { EventSentence, eventIcon, hasSentence } from './event-sentence.tsx';
import { StepInputs } from './step-inputs.tsx';

type Of<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>;

interface Words {
  t: TFunction;
  look: (type: string) => NodeLook;
  format: ReturnType<typeof useTimeFormat>;
}

/** Turns what the api says happened into rows: who did what in one sentence, why under it, details behind a button. */
export function useTimelineRows(): (entry: Entry) => TimelineEntry {
  const { t } = useTranslation();
  const look = useNodeLook();
  const format = useTimeFormat();
  const words: Words = { t, look, format };
  return (entry) => {
    switch (entry.kind) {
      case 'event':
        return eventRow(entry, words);
      case 'step':
        return stepRow(entry, words);
      case 'send':
        return sendRow(entry, words);
      case 'near-miss':
        return nearMissRow(entry, words);
      case 'consent':
        return consentRow(entry, words);
      default:
        return entry satisfies never;
    }
  };
}

function eventRow(entry: Of<'event'>, { t }: Words): TimelineEntry {
  const note =
    typeof entry.properties.note === 'string' && entry.name === 'task.done' ? [`“${entry.properties.note}”`] : [];
  const did = [
    ...note,
    ...entry.started.map((run) => t('timeline.started', { workflow: run.workflow.name, version: run.version })),
    ...entry.ended.map(({ node, port }) =>
      port ? t('timeline.endedWaitPort', { node: node.name, port }) : t('timeline.endedWait', { node: node.name }),
    ),
  ];
  return {
    id: entry.key,
    at: entry.at,
    category: 'none',
    icon: <NodeIcon name={eventIcon(entry.name)} category="none" size={15} />,
    sentence: <EventSentence name={entry.name} properties={entry.properties} />,
    reason: sentenceCase([...(hasSentence(entry.name) ? [entry.name] : []), ...did]),
    details: details(t('timeline.details.event'), entry.properties, t),
  };
}

function stepRow(entry: Of<'step'>, { t, look }: Words): TimelineEntry {
  const node = look(entry.node.type);
  const run = t('timeline.runName', { workflow: entry.run.workflow.name, version: entry.run.version });
  return {
    id: entry.key,
    at: entry.at,
    category: node.category,
    icon: <NodeIcon name={node.icon} category={node.category} size={15} />,
    sentence: <StepSentence entry={entry} />,
    reason: entry.text ? t('timeline.reasonInRun', { reason: entry.text, run }) : run,
    details:
      entry.inputs && Object.keys(entry.inputs).length > 0
        ? { label: t('timeline.details.step'), content: <StepInputs inputs={entry.inputs} /> }
        : undefined,
  };
}

function StepSentence({ entry }: { entry: Of<'step'> }) {
  const values = { node: entry.node.name, port: entry.portLabel ?? entry.port ?? '' };
  const key = () => {
    if (entry.step === 'left')
      return entry.port && entry.port !== 'next' ? 'timeline.step.took' : 'timeline.step.passed';
    return `timeline.step.${entry.step}` as const;
  };
  return <Trans i18nKey={key()} values={values} components={{ b: <b /> }} />;
}

const SEND_TONES: Record<Of<'send'>['state'], PillTone> = {
  claimed: 'plain',
  transmitting: 'info',
  accepted: 'brand',
  failed: 'danger',
  unknown: 'warn',
  withheld: 'plain',
};

function sendRow(entry: Of<'send'>, { t, look, format }: Words): TimelineEntry {
  const node = look(entry.node.type);
  const reason = [
    entry.subject ? t('timeline.send.subject', { subject: entry.subject }) : entry.run.workflow.name,
    ...(entry.openedAt ? [t('timeline.send.opened', { when: format.moment(entry.openedAt) })] : []),
    ...(entry.clickedAt ? [t('timeline.send.clicked', { when: format.moment(entry.clickedAt) })] : []),
    ...(entry.code ? [entry.code] : []),
  ];
  const key = entry.state === 'accepted' ? 'timeline.send.accepted' : 'timeline.send.other';
  return {
    id: entry.key,
    at: entry.at,
    category: node.category === 'none' ? 'message' : node.category,
    icon: <NodeIcon name={node.icon} category="message" size={15} />,
    sentence: <Trans i18nKey={key} values={{ node: entry.node.name }} components={{ b: <b /> }} />,
    reason: reason.join(', '),
    aside: (
      <>
        {entry.mailId && (
          <Link to="/mailbox/$id" params={{ id: entry.mailId }} style={{ marginRight: 10, fontWeight: 500 }}>
            {t('timeline.mail')}
          </Link>
        )}
        <Pill small tone={SEND_TONES[entry.state]}>
          {t(`timeline.sendState.${entry.state}`)}
        </Pill>
      </>
    ),
  };
}

function nearMissRow(entry: Of<'near-miss'>, { t }: Words): TimelineEntry {
  const values = { event: entry.event.name, node: entry.node.name };
  return {
    id: entry.key,
    at: entry.at,
    category: 'none',
    icon: <NodeIcon name={eventIcon(entry.event.name)} category="none" size={15} />,
    sentence: <Trans i18nKey="timeline.nearMiss" values={values} components={{ b: <b /> }} />,
    reason: t('timeline.reasonInRun', { reason: entry.text.replace(/\.$/, ''), run: entry.workflow.name }),
  };
}

function consentRow(entry: Of<'consent'>, { t }: Words): TimelineEntry {
  const channel = t(`timeline.channel.${entry.channel}`);
  const key = {
    'opted-in': 'timeline.consentGiven',
    'opted-out': 'timeline.consentWithdrawn',
    unknown: 'timeline.consentUnknown',
  } as const;
  return {
    id: entry.key,
    at: entry.at,
    category: 'none',
    icon: <NodeIcon name="user-check" category="none" size={15} />,
    sentence: t(key[entry.state], { channel }),
    reason: t('timeline.from', { source: entry.source }),
    details: entry.wording ? { label: t('timeline.details.consent'), content: <p>{entry.wording}</p> } : undefined,
  };
}

/** "page, ended the wait at …": parts in one sentence; only its first word keeps its capital. */
function sentenceCase(parts: readonly string[]): string {
  return parts
    .map((part, index) => (index === 0 ? part : part.charAt(0).toLocaleLowerCase() + part.slice(1)))
    .join(', ');
}

/** Data behind a row, as it was recorded; nothing to open when there is none. */
function details(label: string, data: Record<string, unknown>, t: TFunction) {
  if (Object.keys(data).length === 0) return undefined;
  return { label, content: <CodeBlock label={t('timeline.detailsOf')}>{JSON.stringify(data, null, 2)}</CodeBlock> };
}
