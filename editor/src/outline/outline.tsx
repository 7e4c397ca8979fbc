import { IconAdjustmentsHorizontal, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askDelete } from '../canvas/ask-delete.ts';
import { EmptyCanvas } from '../canvas/empty-canvas.tsx';
import type { Overlay } from '../canvas/overlay.ts';
import { groupProblems } from '../canvas/use-flow.ts';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import { type Editor, useEditor, useEditorState } from '../store/editor.ts';
import { Button } from '../ui/button.tsx';
import { buildOutline, type OutlineRow } from './build-outline.ts';
import { moveStep } from './move-step.ts';
import classes from './outline.module.css';
import { OutlineRowView } from './outline-row.tsx';

interface Props {
  problems: readonly Diagnostic[];
  overlay: Overlay;
}

/** The document as a tree list: the accessible editor, and the phone's view, with the operations of the canvas. */
export function Outline({ problems, overlay }: Props) {
  const { t } = useTranslation();
  const editor = useEditor();
  const { graph, selection, focus } = useEditorState(({ doc, view }) => ({
    graph: doc.graph,
    selection: view.selection,
    focus: view.focus,
  }));
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState<string | null>(focus ? `step ${focus}` : null);
  const list = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => buildOutline(graph, editor.catalog), [graph, editor.catalog]);
  const found = useMemo(() => groupProblems(problems), [problems]);
  const hidden = new Set(rows.flatMap((row) => (row.kind === 'branch' && folded.has(row.key) ? row.inside : [])));
  const shown = rows.filter((row) => !hidden.has(row.key));
  const stop = shown.some((row) => row.key === at) ? at : shown[0]?.key;

  const fold = (key: string, closed: boolean) =>
    setFolded((before) => {
      const next = new Set(before);
      if (closed) next.add(key);
      else next.delete(key);
      return next;
    });
  const go = (row: OutlineRow | undefined) => {
    if (!row) return;
    setAt(row.key);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)?.focus(),
    );
  };
  const choose = (row: OutlineRow, form: boolean) => {
    setAt(row.key);
    if (row.kind === 'branch') fold(row.key, !folded.has(row.key));
    else if (row.kind === 'open') addAt(editor, row, list.current);
    else
      editor.store.look((view) => {
        view.selection = [row.node];
        view.focus = row.node;
        view.drawer = form;
      });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const key = event.target instanceof HTMLElement ? event.target.getAttribute('data-row') : null;
    const index = shown.findIndex((row) => row.key === key);
    const row = shown[index];
    if (!row) return;
    const id = row.kind === 'step' ? row.node : null;
    const moves: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: shown.length - 1 };
    const target = moves[event.key];
    if (event.altKey && id && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      moveStep(editor, id, event.key === 'ArrowUp' ? 'up' : 'down');
    } else if (target !== undefined) {
      event.preventDefault();
      go(shown[target]);
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      if (row.kind === 'branch') fold(row.key, event.key === 'ArrowLeft');
      else if (event.key === 'ArrowLeft')
        go(
          shown
            .slice(0, index)
            .findLast((one) => one.depth < row.depth || (one.kind === 'branch' && one.depth === row.depth)),
        );
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(row, true);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && id) {
      event.preventDefault();
      event.stopPropagation();
      go(shown[Math.max(0, index - 1)]);
      askDelete(editor, [id]);
    } else if (event.key === '/' && id) {
      event.preventDefault();
      event.stopPropagation();
      addAt(editor, row, list.current);
    }
  };

  return (
    <main className={classes.outline}>
      <div className={classes.bar}>
        {editor.editable && (
          <Button
            size="row"
            icon={<IconAdjustmentsHorizontal size={14} stroke={1.75} aria-hidden="true" />}
            onClick={() =>
              editor.store.look((view) => {
                view.selection = [];
                view.panel = 'rules';
                view.setting = null;
              })
            }
          >
            {t('canvas.rules.title')}
          </Button>
        )}
        <Button
          size="row"
          className={classes.toCanvas}
          onClick={() =>
            editor.store.look((view) => {
              view.outline = false;
            })
          }
        >
          {t('canvas.hud.canvas')}
        </Button>
      </div>
      <div
        ref={list}
        role="tree"
        tabIndex={-1}
        aria-label={t('canvas.outline.label')}
        className={classes.list}
        onKeyDown={onKeyDown}
      >
        {shown.map((row) => (
          <OutlineRowView
            key={row.key}
            row={row}
            open={!folded.has(row.key)}
            tabStop={row.key === stop}
            selected={row.kind === 'step' && selection.includes(row.node)}
            problems={found}
            overlay={overlay}
            onChoose={() => choose(row, true)}
            onAdd={() => addAt(editor, row, list.current)}
          />
        ))}
      </div>
      {editor.editable && graph.nodes.length === 0 && <EmptyCanvas />}
      {editor.editable &&
        selection.length === 1 &&
        shown.some((row) => row.kind === 'step' && row.node === selection[0]) && (
          <button
            type="button"
            className={classes.add}
            onClick={() => {
              const row = shown.find((one) => one.kind === 'step' && one.node === selection[0]);
              if (row) addAt(editor, row, list.current);
            }}
          >
            <IconPlus size={14} stroke={1.75} aria-hidden="true" />
            {t('canvas.outline.add')}
          </button>
        )}
    </main>
  );
}

/** Opens the picker for what comes after a step, or at an open port. */
function addAt(editor: Editor, row: OutlineRow, list: ParentNode | null): void {
  if (!editor.editable) return;
  const { graph } = editor.store.getState().doc;
  const edge = graph.edges.find((one) => one.from === row.node);
  const open = row.kind === 'open' ? row.port : null;
  const type = editor.catalog.get(graph.nodes.find((node) => node.id === row.node)?.type ?? '');
  const first = type && !('each' in type.ports) ? type.ports[0]?.id : undefined;
  const spot = open
    ? { kind: 'port' as const, node: row.node, port: open }
    : edge
      ? { kind: 'edge' as const, edge: edge.id }
      : first
        ? { kind: 'port' as const, node: row.node, port: first }
        : null;
  if (!spot) return;
  const box = list?.querySelector(`[data-row="${CSS.escape(row.key)}"]`)?.getBoundingClientRect();
  editor.store.look((view) => {
    view.picker = { spot, type: null, anchor: { x: (box?.x ?? 16) + 60, y: box?.bottom ?? 100 } };
  });
}
