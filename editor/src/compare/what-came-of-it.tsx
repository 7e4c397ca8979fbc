import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import type { NodeCountsView, VersionView } from '../canvas/workflow-api.ts';
import { EMPTY_VALUE, formatCount, formatShare } from '../ui/format-number.ts';
import classes from './what-came-of-it.module.css';

interface Props {
  workflowId: string;
  nodeId: string;
  from: VersionView;
  to: VersionView;
}

/** What a message did on each of two versions; nothing where neither has sent it. */
export function WhatCameOfIt({ workflowId, nodeId, from, to }: Props) {
  const { t } = useTranslation();
  const former = useNodeCounts(workflowId, from.id, nodeId);
  const later = useNodeCounts(workflowId, to.id, nodeId);
  if (!former || !later || former.sent + later.sent === 0) return null;
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h3>{t('compare.came.title')}</h3>
        <span>{t('compare.came.since')}</span>
      </div>
      <table className={classes.table} aria-label={t('compare.came.title')}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('compare.version', { version: from.number })}</th>
            <th scope="col">{t('compare.version', { version: to.number })}</th>
            <th scope="col">{t('compare.came.change')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('compare.came.sent')}</th>
            <td>{formatCount(former.sent)}</td>
            <td>{formatCount(later.sent)}</td>
            <td>{EMPTY_VALUE}</td>
          </tr>
          {(['opened', 'clicked'] as const).map((what) => (
            <tr key={what}>
              <th scope="row">{t(`compare.came.${what}`)}</th>
              <td>{formatShare(former[what], former.sent)}</td>
              <td>{formatShare(later[what], later.sent)}</td>
              <td>{points(former[what], former.sent, later[what], later.sent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.hint}>
        <IconInfoCircle size={16} stroke={1.75} aria-hidden="true" />
        {t('compare.came.hint')}
      </p>
    </section>
  );
}

function useNodeCounts(workflowId: string, versionId: string, nodeId: string): NodeCountsView | null {
  const { query } = useApi();
  const counts = useQuery(query.counts.ofVersion.queryOptions({ input: { workflowId, versionId } }));
  if (!counts.data) return null;
  const none = {
    waiting: 0,
    performing: 0,
    parked: 0,
    paused: 0,
    passed: {},
    ended: 0,
    sent: 0,
    opened: 0,
    clicked: 0,
  };
  return counts.data.nodes[nodeId] ?? none;
}

/** The difference of two shares in percentage points: “+7.6”, “−0.1”. */
function points(part: number, whole: number, laterPart: number, laterWhole: number): string {
  if (whole === 0 || laterWhole === 0) return EMPTY_VALUE;
  const by = Math.round((laterPart / laterWhole - part / whole) * 1000) / 10;
  return `${by > 0 ? '+' : by < 0 ? '−' : ''}${Math.abs(by).toFixed(1)}`;
}
