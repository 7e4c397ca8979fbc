import { useMutation } from '@tanstack/react-query';
import type { ReplayedStep, DryReplay as Told } from '@trellis/shared/api/run-control.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { useNodeLook } from '../api/use-node-types.ts';
import { Button } from '../ui/button.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './dry-replay.module.css';

/** Recomputes a run when asked to, and shows the recorded and the recomputed path side by side. Sends and changes nothing. */
export function DryReplay({
  runId,
  nodeId,
  attribute,
}: {
  runId: string;
  nodeId: string;
  /** An attribute of the lead as it should have been; none to recompute it untouched. */
  attribute: { name: string; value: string | number | boolean | null } | undefined;
}) {
  const { t } = useTranslation();
  const { query } = useApi();
  const replay = useMutation(query.runs.dryReplay.mutationOptions());
  const told = replay.data;
  return (
    <div className={classes.dry}>
      <Button
        size="row"
        busy={replay.isPending}
        onClick={() =>
          replay.mutate({ runId, nodeId, ...(attribute ? { attributes: { [attribute.name]: attribute.value } } : {}) })
        }
      >
        {t('runControl.recompute')}
      </Button>
      <div aria-live="polite">
        {replay.error && <p role="alert">{replay.error.message}</p>}
        {told && <p className={classes.verdict}>{told.same ? t('runControl.same') : t('runControl.differs')}</p>}
      </div>
      {told && <Paths told={told} />}
      {told?.reached === 'parted' && <p className={classes.note}>{t('runControl.parted')}</p>}
    </div>
  );
}

function Paths({ told }: { told: Told }) {
  const { t } = useTranslation();
  const from = told.differsAt ?? Number.POSITIVE_INFINITY;
  return (
    <div className={classes.paths}>
      <Path title={t('runControl.recorded')} steps={told.recorded} from={from} />
      <Path title={t('runControl.replayed')} steps={told.replayed} from={from} />
    </div>
  );
}

function Path({ title, steps, from }: { title: string; steps: ReplayedStep[]; from: number }) {
  const look = useNodeLook();
  const format = useTimeFormat();
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      <ol>
        {steps.map((step, index) => {
          const { icon, category } = look(step.type);
          return (
            <li
              key={`${step.nodeId} ${step.visit} ${step.kind} ${step.at} ${step.text}`}
              className={classes.step}
              data-other={index >= from || undefined}
            >
              <Tile category={category} size={20}>
                <NodeIcon name={icon} category={category} size={14} />
              </Tile>
              <span>
                <b>{step.name}</b> <time dateTime={step.at}>{format.logClock(step.at)}</time>
                <span className={classes.text}>{step.text}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
