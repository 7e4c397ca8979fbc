import { IconAdjustmentsHorizontal, IconChevronDown, IconChevronUp, IconHistory, IconX } from '@tabler/icons-react';
import type { VersionChange } from '@trellis/shared/api/publish-views.ts';
import type { GraphNode } from '@trellis/shared/graph/graph.ts';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VersionView } from '../canvas/workflow-api.ts';
import drawer from '../inspector/inspector.module.css';
import { type CatalogIndex, categoryOf } from '../store/catalog-index.ts';
import { formatCount } from '../ui/format-number.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Tile } from '../ui/tile.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './change-drawer.module.css';
import { JsonDiff, TextDiff, WordDiff } from './diff-words.tsx';
import { fullSettings, stepJson } from './full-texts.ts';
import type { Side } from './sides.ts';
import { WhatCameOfIt } from './what-came-of-it.tsx';
import { countWords, diffWords } from './words-diff.ts';

interface Props {
  change: VersionChange;
  from: VersionView;
  to: Side;
  workflowId: string;
  /** The step in each of the two; both absent for a rule of the workflow. */
  nodes: { from: GraphNode | undefined; to: GraphNode | undefined };
  catalog: CatalogIndex;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
  /** Where the step can be taken over into the draft. */
  take: ReactNode;
}

type View = 'words' | 'json';

/** One difference in full: its settings and texts word by word, or the step as JSON. */
export function ChangeDrawer({ workflowId, change, from, to, nodes, catalog, onStep, onClose, take }: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>('words');
  const node = nodes.to ?? nodes.from;
  const description = node && catalog.get(node.type);
  const category = node ? categoryOf(node, catalog) : 'none';
  const settings = fullSettings(change, nodes.from, nodes.to, description);
  const totals = settings
    .map((setting) => countWords(diffWords(setting.from ?? '', setting.to ?? '')))
    .reduce((sum, one) => ({ out: sum.out + one.out, in: sum.in + one.in }), { out: 0, in: 0 });
  const words = view === 'words' || !node;
  return (
    <aside className={`${drawer.drawer} ${classes.drawer}`} aria-label={change.name}>
      <header className={drawer.head}>
        <Tile category={category}>
          {node ? (
            <NodeIcon name={description?.icon} category={category} size={18} />
          ) : (
            <IconAdjustmentsHorizontal size={18} stroke={1.75} aria-hidden="true" />
          )}
        </Tile>
        <div className={drawer.names}>
          <h2 className={classes.name}>{change.name}</h2>
          <div className={drawer.type}>
            <WhatHappened change={change} from={from} to={to} />
          </div>
        </div>
        <IconButton
          label={t('compare.previous')}
          icon={<IconChevronUp size={16} stroke={1.75} />}
          onClick={() => onStep(-1)}
        />
        <IconButton
          label={t('compare.next')}
          icon={<IconChevronDown size={16} stroke={1.75} />}
          onClick={() => onStep(1)}
        />
        <IconButton label={t('compare.close')} icon={<IconX size={16} stroke={1.75} />} onClick={onClose} />
      </header>
      <div className={drawer.body} key={change.name}>
        <section className={classes.section}>
          <div className={classes.views}>
            {node && (
              <Segmented
                label={t('compare.view')}
                value={view}
                segments={[
                  { value: 'words', label: t('compare.words') },
                  { value: 'json', label: t('compare.json') },
                ]}
                onChange={setView}
              />
            )}
            {settings.length > 0 && <span>{t('compare.wordCount', totals)}</span>}
          </div>
          {words && change.text && <p className={classes.sentence}>{change.text}</p>}
          {words && (
            <dl className={classes.rows}>
              {settings
                .filter(({ text }) => !text)
                .map(({ label, from: was, to: is }) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>
                      <WordDiff from={was} to={is} />
                    </dd>
                  </div>
                ))}
            </dl>
          )}
          {!words && <JsonDiff from={stepJson(nodes.from)} to={stepJson(nodes.to)} />}
        </section>
        {words &&
          settings
            .filter(({ text }) => text)
            .map(({ label, from: was, to: is }) => (
              <section key={label} className={classes.section}>
                <h3 className={classes.label}>{label}</h3>
                <TextDiff from={was ?? ''} to={is ?? ''} />
              </section>
            ))}
        {words && change.nodeId !== null && to.kind === 'version' && (
          <WhatCameOfIt workflowId={workflowId} nodeId={change.nodeId} from={from} to={to.version} />
        )}
      </div>
      <footer className={drawer.foot}>
        <IconHistory size={14} stroke={1.75} aria-hidden="true" />
        <span className={classes.grow}>
          {from.active === 0
            ? t('compare.nobodyOn', { version: t('compare.version', { version: from.number }) })
            : t('compare.stillOn', {
                count: from.active,
                n: formatCount(from.active),
                version: t('compare.version', { version: from.number }),
              })}
        </span>
        {take}
      </footer>
    </aside>
  );
}

function WhatHappened({ change, from, to }: Pick<Props, 'change' | 'from' | 'to'>) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const names = {
    from: t('compare.version', { version: from.number }),
    to: to.kind === 'draft' ? t('compare.inDraft') : t('compare.version', { version: to.version.number }),
  };
  const what = t(`compare.change.${change.kind}`, names);
  if (to.kind === 'draft') return <>{what}</>;
  return (
    <>
      {t('compare.change.by', {
        what,
        who: to.version.publishedBy.name,
        when: format.day(to.version.publishedAt),
      })}
    </>
  );
}
