import { Menu } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowRight,
  IconChevronDown,
  IconChevronRight,
  IconDotsVertical,
  IconPlus,
} from '@tabler/icons-react';
import { summarize } from '@trellis/shared/node/summary.ts';
import { useTranslation } from 'react-i18next';
import { askDelete } from '../canvas/ask-delete.ts';
import { useNames, withSteps } from '../canvas/names.ts';
import type { Overlay } from '../canvas/overlay.ts';
import { withoutName } from '../canvas/problem-words.ts';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import { ChangeMark } from '../compare/change-words.tsx';
import { duplicate } from '../store/commands/clipboard.ts';
import { toggleOff } from '../store/commands/edit.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { formatCount } from '../ui/format-number.ts';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import type { OutlineRow } from './build-outline.ts';
import { moveStep } from './move-step.ts';
import classes from './outline.module.css';

interface Props {
  row: OutlineRow;
  open: boolean;
  tabStop: boolean;
  selected: boolean;
  problems: ReadonlyMap<string, readonly Diagnostic[]>;
  overlay: Overlay;
  onChoose: () => void;
  onAdd: () => void;
}

/** A line of the outline: a step 48 px high, a fold of 34, a pointer to a step elsewhere, or an open end. */
export function OutlineRowView(props: Props) {
  const { row, open, tabStop, selected, onChoose } = props;
  const indent = { paddingLeft: 16 + row.depth * 20 };
  const shared = {
    role: 'treeitem',
    'data-row': row.key,
    'aria-level': row.depth + 1,
    'aria-selected': selected,
    tabIndex: tabStop ? 0 : -1,
    style: indent,
    onClick: onChoose,
  } as const;
  if (row.kind === 'branch') {
    return (
      <div {...shared} role="treeitem" tabIndex={shared.tabIndex} aria-expanded={open} className={classes.branch}>
        <Guides depth={row.depth} />
        {open ? (
          <IconChevronDown size={14} stroke={1.75} aria-hidden="true" />
        ) : (
          <IconChevronRight size={14} stroke={1.75} aria-hidden="true" />
        )}
        <span className={classes.pill}>{row.label}</span>
        <BranchCount steps={row.steps} problems={props.problems} />
      </div>
    );
  }
  if (row.kind === 'step') return <StepRow {...props} row={row} shared={shared} />;
  return (
    <div {...shared} className={classes.small}>
      <Guides depth={row.depth} />
      {row.kind === 'goto' ? <Goto id={row.node} /> : <Open />}
    </div>
  );
}

function Goto({ id }: { id: string }) {
  const { t } = useTranslation();
  const name = useEditorState(({ doc }) => indexGraph(doc.graph).node.get(id)?.name ?? '');
  return (
    <>
      <IconArrowRight size={14} stroke={1.75} aria-hidden="true" />
      {t('canvas.outline.goesTo', { name })}
    </>
  );
}

function Open() {
  const { t } = useTranslation();
  const { editable } = useEditor();
  if (!editable) return t('canvas.outline.endsHere');
  return (
    <span className={classes.link}>
      <IconPlus size={14} stroke={1.75} aria-hidden="true" />
      {t('canvas.outline.add')}
    </span>
  );
}

function BranchCount({ steps, problems }: { steps: readonly string[]; problems: Props['problems'] }) {
  const { t } = useTranslation();
  const count = steps.reduce((sum, id) => sum + (problems.get(id)?.length ?? 0), 0);
  const words = [
    t('canvas.outline.steps', { count: steps.length }),
    ...(count > 0 ? [t('canvas.outline.problems', { count })] : []),
  ];
  return <span className={classes.count}>{words.join(', ')}</span>;
}

type StepRowProps = Props & {
  row: Extract<OutlineRow, { kind: 'step' }>;
  shared: React.HTMLAttributes<HTMLDivElement>;
};

function StepRow({ row, shared, selected, problems, overlay, onAdd, onChoose }: StepRowProps) {
  const { t } = useTranslation();
  const editor = useEditor();
  const graph = useEditorState(({ doc }) => doc.graph);
  const names = withSteps(useNames(), (id) => indexGraph(graph).node.get(id)?.name);
  const node = indexGraph(graph).node.get(row.node);
  if (!node) return null;
  const type = editor.catalog.get(node.type);
  const own = problems.get(node.id) ?? [];
  const worst = own.find((problem) => problem.severity === 'error') ?? own[0];
  const over = overlay.nodes.get(node.id);
  const line =
    over?.summary ??
    (node.off
      ? t('canvas.node.offSummary')
      : ((worst && withoutName(worst.message, node.name)) ??
        summarize(type?.summary ?? '', { ...type?.initial, ...node.config }, names)));
  return (
    <div
      {...shared}
      className={classes.step}
      data-selected={selected || undefined}
      data-off={node.off || undefined}
      data-state={over?.state}
    >
      <Guides depth={row.depth} />
      <Tile category={type?.category ?? 'end'} size={28}>
        <NodeIcon name={type?.icon} category={type?.category ?? 'end'} size={16} />
      </Tile>
      <span className={classes.words}>
        <b>{node.name || type?.title}</b>
        <span data-severity={over ? undefined : worst?.severity}>{line}</span>
      </span>
      {(over?.state === 'passed' || over?.state === 'here' || over?.state === 'not-taken') && (
        <span className="tr-hidden">{t(`canvas.node.${over.state === 'not-taken' ? 'notTaken' : over.state}`)}</span>
      )}
      {(over?.state === 'new' || over?.state === 'changed' || over?.state === 'gone') && (
        <ChangeMark kind={over.state} strong />
      )}
      {over?.tab && (
        <span className={classes.tab} data-tone={over.tab.tone}>
          <b>{formatCount(over.tab.count)}</b> {over.tab.word}
        </span>
      )}
      {worst && !over && (
        <IconAlertTriangle
          className={classes.alert}
          data-severity={worst.severity}
          size={16}
          stroke={1.75}
          aria-hidden="true"
        />
      )}
      {editor.editable && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <button
              type="button"
              tabIndex={-1}
              className={classes.menu}
              aria-label={t('canvas.outline.actions', { name: node.name })}
              onClick={(event) => event.stopPropagation()}
            >
              <IconDotsVertical size={16} stroke={1.75} aria-hidden="true" />
            </button>
          </Menu.Target>
          <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
            <Menu.Item onClick={onChoose}>{t('canvas.outline.edit')}</Menu.Item>
            {!type?.end && <Menu.Item onClick={onAdd}>{t('canvas.outline.add')}</Menu.Item>}
            <Menu.Item onClick={() => moveStep(editor, node.id, 'up')}>{t('canvas.outline.up')}</Menu.Item>
            <Menu.Item onClick={() => moveStep(editor, node.id, 'down')}>{t('canvas.outline.down')}</Menu.Item>
            <Menu.Item onClick={() => editor.run((graph, context) => duplicate(graph, [node.id], new Map(), context))}>
              {t('canvas.node.copy')}
            </Menu.Item>
            <Menu.Item onClick={() => editor.run((graph) => toggleOff(graph, [node.id]))}>
              {node.off ? t('canvas.node.on') : t('canvas.node.off')}
            </Menu.Item>
            <Menu.Item color="red" onClick={() => askDelete(editor, [node.id])}>
              {t('canvas.node.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** The vertical lines of the branches around a row. */
function Guides({ depth }: { depth: number }) {
  return Array.from({ length: depth }, (_, level) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line per level, in order
    <i key={level} className={classes.guide} style={{ left: 29.25 + level * 20 }} />
  ));
}
