import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { NO_OVERLAY, type Overlay } from '../canvas/overlay.ts';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { withPaused } from './paused-overlay.ts';
import { usePauses } from './use-pauses.ts';

interface Problem {
  severity: 'error' | 'warning';
  nodeId?: string | undefined;
}
const NONE: readonly Problem[] = [];

/** Paused steps marked on a drawing, over what a mode lays on it; in Edit an error is said before a pause. */
export function usePausedOverlay(
  workflowId: string,
  problems: readonly Problem[] = NONE,
  overlay: Overlay = NO_OVERLAY,
): Overlay {
  const { t } = useTranslation();
  const { now, day, clock } = useTimeFormat();
  const pauses = usePauses({ workflowId });
  // A card has room for a clock or a day. The words change with the day only: a new present each second must not redraw the cards.
  const when = (since: string) => (day(since) === day(now) ? clock(since) : day(since));
  const words = pauses.map(({ since, by }) => t('pauses.by', { name: by.name, when: when(since) })).join('\n');
  return useMemo(() => {
    const said = new Map(words.split('\n').map((line, index) => [pauses[index]?.id, line]));
    const failing = problems.flatMap(({ severity, nodeId }) => (severity === 'error' && nodeId ? [nodeId] : []));
    return withPaused(overlay, pauses, ({ id }) => said.get(id) ?? '', new Set(failing));
  }, [overlay, pauses, problems, words]);
}
