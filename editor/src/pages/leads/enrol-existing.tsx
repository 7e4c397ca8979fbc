import { useQueries, useQuery } from '@tanstack/react-query';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import type { Segment } from '@trellis/shared/api/segments.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import jobs from '../../run-control/job-row.module.css';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { EnrolDialog } from './enrol-dialog.tsx';
import { EnrolProgress } from './enrol-progress.tsx';

interface Props {
  workflow: { id: string; name: string; status: string };
  /** What is live. */
  graph: Graph;
}

/**
 * Below the bar of a live workflow that starts when a lead enters a segment: who was in before it went live has not come, and may be put in (3.E7).
 * Said until that was done once; enrolments under way stand here too.
 */
export function EnrolExisting({ workflow, graph }: Props) {
  const { query } = useApi();
  const mayOperate = useMay(MAY_OPERATE);
  const before = useQuery(
    query.enrolJobs.list.queryOptions({
      input: { workflowId: workflow.id, limit: 50 },
      enabled: segmentsOf(graph).length > 0,
    }),
  );
  const done = new Set(before.data?.items.flatMap(({ filter }) => filter.segmentId ?? []));
  const open = before.data && workflow.status === 'live' && mayOperate ? segmentsOf(graph) : [];
  const segments = useQueries({
    queries: open
      .filter((id) => !done.has(id))
      .map((segmentId) => query.segments.get.queryOptions({ input: { segmentId } })),
  });
  return (
    <>
      <EnrolProgress workflowId={workflow.id} />
      {segments.map(
        ({ data }) => data && data.members > 0 && <Line key={data.id} workflow={workflow} segment={data} />,
      )}
    </>
  );
}

function Line({ workflow, segment }: { workflow: Props['workflow']; segment: Segment }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <section className={jobs.jobs} aria-label={segment.name}>
      <div className={jobs.job}>
        <span className={jobs.words}>
          {t('enrol.existing', { count: segment.members, number: formatCount(segment.members), segment: segment.name })}
        </span>
        <Button size="row" onClick={() => setAsked(true)}>
          {t('segments.enrolMembers')}
        </Button>
      </div>
      {asked && (
        <EnrolDialog
          filter={{ segmentId: segment.id }}
          workflow={workflow}
          segment={segment.name}
          onClose={() => setAsked(false)}
          onBegun={() => setAsked(false)}
        />
      )}
    </section>
  );
}

/** Segments whose entering starts the workflow. */
function segmentsOf(graph: Graph): string[] {
  return graph.nodes.flatMap(({ type, config, off }) =>
    type === 'trigger-segment' && !off && config.change !== 'left' && typeof config.segment === 'string'
      ? [config.segment]
      : [],
  );
}
