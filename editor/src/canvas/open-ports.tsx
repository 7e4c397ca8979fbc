import { IconFlag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import edgeClasses from './flow-edge.module.css';
import type { StepData } from './flow-types.ts';
import { metricsOf } from './metrics.ts';
import classes from './open-ports.module.css';
import { PlusButton } from './plus-button.tsx';
import { roundedPath } from './route.ts';

/** The lines of ports that nothing follows, with their names and the plus that puts a step there. They hang on the card and move with it. */
export function OpenPorts({ node, data }: { node: string; data: StepData }) {
  const { t } = useTranslation();
  const open = data.ports.filter((port) => port.open);
  if (open.length === 0) return null;
  const metrics = metricsOf(data.direction);
  const down = data.direction === 'down';
  const split = data.ports.length > 1;
  const reach = split ? metrics.label + metrics.labelToPlus : 28;
  const at = (cross: number, main: number) => (down ? { x: cross, y: main } : { x: main, y: cross });
  return (
    <div className={classes.from} data-direction={data.direction}>
      <svg className={classes.lines} width="1" height="1" aria-hidden="true">
        {open.map((port) => {
          const lane = split ? port.lane : port.offset;
          const turns =
            Math.abs(lane - port.offset) < 0.5 ? [] : [at(port.offset, metrics.turnAfter), at(lane, metrics.turnAfter)];
          return (
            <path
              key={port.id}
              className={classes.line}
              d={roundedPath([at(port.offset, 0), ...turns, at(lane, reach - 9)])}
            />
          );
        })}
      </svg>
      {open.map((port) => {
        const lane = split ? port.lane : port.offset;
        const label = at(lane, metrics.label);
        const plus = at(lane, reach);
        return (
          <div key={port.id} className={classes.port} data-open-port={port.id}>
            {(split || port.ends) && (
              <span
                className={classes.place}
                style={split ? { left: label.x, top: label.y } : { left: plus.x, top: plus.y + 28 }}
              >
                <span className={edgeClasses.pill}>
                  {split && <span>{port.label}</span>}
                  {port.ends && <IconFlag size={12} stroke={2} aria-hidden="true" />}
                  {port.ends && <span className={classes.ends}>{t('canvas.node.endsHere')}</span>}
                </span>
              </span>
            )}
            <span className={classes.place} style={{ left: plus.x, top: plus.y }}>
              <PlusButton
                spot={{ kind: 'port', node, port: port.id }}
                narrow={split}
                label={`${data.name}, ${t('canvas.node.port', { name: port.label })}`}
              />
            </span>
          </div>
        );
      })}
    </div>
  );
}
