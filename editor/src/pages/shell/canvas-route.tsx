import { useMatches, useParams } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { Loading } from '../../ui/skeleton.tsx';

const WorkflowPage: ComponentType<WorkflowPageProps> = lazy(() => import('../../canvas/workflow-page.tsx'));

export type CanvasMode = 'edit' | 'live' | 'run' | 'compare';

/** What the canvas page is given: the route's parameters. */
interface WorkflowPageProps {
  id: string;
  mode: CanvasMode;
  /** In mode `run`. */
  runId?: string | undefined;
}

/** The full-screen canvas of one workflow, in the mode that the address names. */
export function CanvasRoute() {
  const { id = '', runId } = useParams({ strict: false });
  const mode = useMatches({ select: (matches) => modeOf(matches.at(-1)?.fullPath ?? '') });
  return (
    <Suspense fallback={<Loading>{null}</Loading>}>
      <WorkflowPage id={id} mode={mode} runId={runId} />
    </Suspense>
  );
}

function modeOf(path: string): CanvasMode {
  if (path.endsWith('/live')) return 'live';
  if (path.endsWith('/compare')) return 'compare';
  return path.includes('/run/') ? 'run' : 'edit';
}
