import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './flow-edge.module.css';
import type { FlowEdge as FlowEdgeType } from './flow-types.ts';
import { metricsOf } from './metrics.ts';
import { PlusButton } from './plus-button.tsx';
import { routeEdge } from './route.ts';
import { useLater } from './use-later.ts';

/** A line in right angles with the port's name and the plus on it. It works out its own way, so that it follows a dragged card. */
export const FlowEdge = memo(function FlowEdge({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  data,
  selected,
}: EdgeProps<FlowEdgeType>) {
  const { t } = useTranslation();
  const later = useLater();
  if (!data) return null;
  const down = data.direction === 'down';
  const route = routeEdge({
    direction: data.direction,
    source: { x: sourceX, y: sourceY },
    target: { x: targetX, y: targetY },
    split: data.split,
    join: data.join,
    lane: data.lane === null ? undefined : (down ? sourceX : sourceY) + data.lane,
    loop: data.loop === null ? undefined : (down ? targetX : targetY) + data.loop,
  });
  const { overlay } = data;
  const look = overlay?.look ?? (data.ghost ? 'ghost' : 'plain');
  const width = overlay?.width;
  const words = data.label !== null || overlay?.count || overlay?.reason;
  return (
    <>
      <g className={classes.edge} data-look={look} data-selected={selected || undefined}>
        <BaseEdge
          id={id}
          path={route.path}
          interactionWidth={20}
          {...(width ? { style: { strokeWidth: width } } : {})}
        />
        {overlay?.joined && overlay.joined > (width ?? 0) && (
          <path className={classes.trunk} d={trunk(route.points, down)} style={{ strokeWidth: overlay.joined }} />
        )}
        {route.backward && look !== 'flow' && <path className={classes.head} d={arrowhead(targetX, targetY, down)} />}
      </g>
      <EdgeLabelRenderer>
        {words && (
          <span className={classes.place} style={at(data.label === null ? route.plus : route.label)} data-edge={id}>
            <span className={classes.pill} data-look={look}>
              {data.label !== null && <span>{data.label}</span>}
              {overlay?.reason && <b>{overlay.reason}</b>}
              {overlay?.count && <b>{overlay.count}</b>}
              {overlay?.loss && <span className={classes.loss}>{overlay.loss}</span>}
            </span>
          </span>
        )}
        {later && data.editable && !data.ghost && (
          <span className={`${classes.place} ${classes.plusPlace}`} style={at(route.plus)} data-edge={id}>
            <PlusButton
              spot={{ kind: 'edge', edge: id }}
              narrow={data.lane !== null}
              label={t('canvas.edge.label', { from: data.fromName, to: data.toName })}
            />
          </span>
        )}
      </EdgeLabelRenderer>
    </>
  );
});

function at({ x, y }: { x: number; y: number }) {
  return { transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` };
}

/** The last stretch before the card, where the edges of a join lie on top of each other. */
function trunk(points: readonly { x: number; y: number }[], down: boolean): string {
  const end = points.at(-1);
  const length = metricsOf(down ? 'down' : 'right').turnBefore - 12;
  if (!end) return '';
  return down ? `M${end.x} ${end.y - length}L${end.x} ${end.y}` : `M${end.x - length} ${end.y}L${end.x} ${end.y}`;
}

/** A 7 px arrowhead at the target, for edges that go against the flow. */
function arrowhead(x: number, y: number, down: boolean): string {
  return down
    ? `M${x - 3.5} ${y - 7}L${x} ${y}L${x + 3.5} ${y - 7}Z`
    : `M${x - 7} ${y - 3.5}L${x} ${y}L${x - 7} ${y + 3.5}Z`;
}
