import { IconAlertCircle, IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { AttentionCause } from '@trellis/shared/api/attention.ts';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useNodeLook } from '../../api/use-node-types.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { NodeIcon } from '../../ui/node-icon.tsx';
import { Tile } from '../../ui/tile.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import classes from './attention.module.css';
import body from './cause.module.css';
import { Fix } from './fix.tsx';

/** One cause as a line; opened, what happens, where, to whom, and the fix. */
export function Cause({ cause, open, onToggle }: { cause: AttentionCause; open: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const id = useId();
  const names = [...new Set(cause.places.map(({ workflow }) => workflow.name))];
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const Kind = cause.kind === 'failing' ? IconAlertCircle : IconAlertTriangle;
  return (
    <li className={classes.cluster} data-open={open || undefined}>
      <div className={classes.line}>
        <button type="button" className={classes.row} aria-expanded={open} aria-controls={id} onClick={onToggle}>
          <Chevron className={classes.chevron} size={14} stroke={1.75} aria-hidden="true" />
          <Kind className={classes.kind} data-kind={cause.kind} size={16} stroke={1.75} aria-hidden="true" />
          <span className={classes.cause}>
            <b>{cause.title}</b>
            <span>{cause.text}</span>
          </span>
          <span className={classes.runs}>{formatCount(cause.runs)}</span>
          <span className={classes.where}>
            {names.length > 1 ? t('attention.more', { name: names[0] ?? '', n: names.length - 1 }) : names[0]}
          </span>
          <span className={classes.when}>{format.moment(cause.firstSeen)}</span>
          <span className={classes.when}>{format.relative(cause.lastSeen)}</span>
        </button>
        <span className={classes.fix}>
          {!open && (
            <Button size="row" className={classes.fixButton ?? ''} onClick={onToggle}>
              <span>
                {cause.fix ? t('attention.toFix', { fix: cause.steps[0]?.title ?? '' }) : t('attention.look')}
              </span>
            </Button>
          )}
        </span>
      </div>
      <div id={id} hidden={!open}>
        {open && <Body cause={cause} workflows={names.length} />}
      </div>
    </li>
  );
}

function Body({ cause, workflows }: { cause: AttentionCause; workflows: number }) {
  const { t } = useTranslation();
  return (
    <div className={body.columns}>
      <div className={body.facts}>
        {cause.detail && (
          <>
            <h2 className={body.label}>{t('attention.happens')}</h2>
            <pre className={body.code}>{cause.detail}</pre>
          </>
        )}
        <h2 className={body.label}>
          {t('attention.where')}
          <span>
            {t('attention.whereNote', {
              runs: t('attention.runs', { count: cause.runs }),
              workflows: t('attention.inWorkflows', { count: workflows }),
            })}
          </span>
        </h2>
        <ul>
          {cause.places.map((place) => (
            <Place key={`${place.version.id} ${place.nodeId}`} place={place} of={cause.places[0]?.runs ?? 1} />
          ))}
        </ul>
        <Failures cause={cause} />
        <Who cause={cause} />
      </div>
      <Fix cause={cause} />
    </div>
  );
}

function Place({ place, of }: { place: AttentionCause['places'][number]; of: number }) {
  const { t } = useTranslation();
  const look = useNodeLook();
  const { icon, category } = look(place.type);
  return (
    <li className={body.place}>
      <Tile category={category} size={20}>
        <NodeIcon name={icon} category={category} size={14} />
      </Tile>
      <Link
        className={body.placeName}
        to="/workflows/$id/live"
        params={{ id: place.workflow.id }}
        search={{ node: place.nodeId }}
      >
        <b>{place.workflow.name}</b>{' '}
        <span>{t('attention.at', { version: place.version.number, node: place.name })}</span>
      </Link>
      <span className={body.bar} aria-hidden="true">
        <i style={{ width: `${(100 * place.runs) / of}%` }} />
      </span>
      <span className={body.count}>{formatCount(place.runs)}</span>
    </li>
  );
}

/** Failures over time; one bar for each equal part. */
function Failures({ cause }: { cause: AttentionCause }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const { failures, firstSeen, lastSeen } = cause;
  if (failures.length === 0) return null;
  const most = Math.max(...failures);
  const [from, until] = [format.moment(firstSeen), format.moment(lastSeen)];
  const sum = failures.reduce((all, n) => all + n, 0);
  return (
    <>
      <h2 className={body.label}>
        {t('attention.failures')}
        <span>{t('attention.failuresSince', { when: from })}</span>
      </h2>
      <div className={body.failures} role="img" aria-label={t('attention.failuresLabel', { count: sum, from, until })}>
        {failures.map((n, part) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts are places in time
          <i key={part} style={{ height: `${(100 * n) / most}%` }} />
        ))}
      </div>
      <div className={body.axis} aria-hidden="true">
        <span>{from}</span>
        <span>{until}</span>
      </div>
    </>
  );
}

function Who({ cause }: { cause: AttentionCause }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  // All of them are listed where they stand, if that is one place.
  const only = cause.places.length === 1 ? cause.places[0] : undefined;
  return (
    <>
      <h2 className={body.label}>
        {t('attention.who')}
        {only && cause.runs > cause.who.length && (
          <Link to="/workflows/$id/live" params={{ id: only.workflow.id }} search={{ node: only.nodeId }}>
            {t('attention.allWho', { n: formatCount(cause.runs) })}
          </Link>
        )}
      </h2>
      <ul>
        {cause.who.map(({ runId, workflow, lead, at }) => (
          <li key={runId} className={body.person}>
            <Link to="/workflows/$id/run/$runId" params={{ id: workflow.id, runId }}>
              {lead.name}
            </Link>
            <span className={body.company}>{lead.company ?? lead.email}</span>
            <span className={body.workflow}>{workflow.name}</span>
            <time dateTime={at}>{format.logClock(at)}</time>
          </li>
        ))}
      </ul>
    </>
  );
}
