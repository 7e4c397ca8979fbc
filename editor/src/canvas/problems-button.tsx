import { Popover } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { applyFix } from '../store/commands/fix.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { Button } from '../ui/button.tsx';
import { withoutName } from './problem-words.ts';
import classes from './top-bar.module.css';
import { countErrors } from './use-diagnostics.ts';
import type { Diagnostic, Fix } from './workflow-api.ts';

/** How many problems the draft has; opens the list of them, 420 px under the button, each with “Show” and, where possible, its fix. */
export function ProblemsButton({ problems, checking }: { problems: readonly Diagnostic[]; checking: boolean }) {
  const { t } = useTranslation();
  const { store } = useEditor();
  const open = useEditorState(({ view }) => view.panel === 'problems');
  const errors = countErrors(problems);
  const toggle = (wanted: boolean) =>
    store.look((view) => {
      view.panel = wanted ? 'problems' : null;
    });
  const severity = errors > 0 ? 'error' : problems.length > 0 ? 'warning' : undefined;
  const Icon = errors > 0 ? IconAlertCircle : IconAlertTriangle;
  return (
    <Popover
      width="min(420px, calc(100vw - 32px))"
      opened={open}
      onChange={toggle}
      position="bottom-end"
      withinPortal
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          look="ghost"
          className={classes.problems}
          data-severity={severity}
          aria-expanded={open}
          onClick={() => toggle(!open)}
        >
          {severity && <Icon size={16} stroke={1.75} aria-hidden="true" />}
          {problems.length > 0
            ? t('canvas.bar.problems', { count: problems.length })
            : checking
              ? t('canvas.bar.checking')
              : t('canvas.bar.noProblems')}
          {severity && <IconChevronDown size={12} stroke={2} aria-hidden="true" />}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <div className={classes.panelHead}>
          <b>{t('canvas.problems.title', { count: problems.length })}</b>
          <span>
            {errors > 0 ? t('canvas.problems.blocking', { count: errors }) : t('canvas.problems.notBlocking')}
          </span>
        </div>
        {problems.length === 0 && <p className={classes.none}>{t('canvas.problems.none')}</p>}
        <ul className={classes.panelList}>
          {problems.map((problem) => (
            <ProblemRow
              key={`${problem.code} ${problem.nodeId} ${problem.edgeId} ${problem.port} ${problem.path?.join('.')}`}
              problem={problem}
              onDone={() => toggle(false)}
            />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function ProblemRow({ problem, onDone }: { problem: Diagnostic; onDone: () => void }) {
  const { t } = useTranslation();
  const editor = useEditor();
  const graph = useEditorState(({ doc }) => doc.graph);
  const id = problem.nodeId ?? (problem.edgeId ? indexGraph(graph).edge.get(problem.edgeId)?.from : undefined);
  const node = id ? indexGraph(graph).node.get(id) : undefined;
  const Icon = problem.severity === 'error' ? IconAlertCircle : IconAlertTriangle;
  const setting = problem.path?.[0] === 'settings' ? String(problem.path[1] ?? '') : null;
  const showSetting = () => {
    onDone();
    editor.store.look((view) => {
      view.selection = [];
      view.panel = 'rules';
      view.setting = setting;
    });
  };
  const show = () => {
    onDone();
    editor.store.look((view) => {
      view.selection = node ? [node.id] : [];
      view.focus = node?.id ?? null;
      view.drawer = true;
      view.reveal = node?.id ?? null;
    });
  };
  const mend = (fix: Fix, anchor: DOMRect) => {
    if (fix.kind === 'add-trigger') {
      onDone();
      editor.store.look((view) => {
        view.picker = {
          spot: { kind: 'free', position: { x: 0, y: -104 } },
          type: null,
          anchor: { x: anchor.x - 500, y: anchor.y + 40 },
        };
      });
      return;
    }
    editor.run((present, context) => applyFix(present, fix, context));
  };
  const { fix } = problem;
  return (
    <li className={classes.problem}>
      <span className={classes.icon} data-severity={problem.severity}>
        <Icon size={16} stroke={1.75} aria-hidden="true" />
      </span>
      <div className={classes.problemText}>
        {(node || setting !== null) && <b>{node?.name ?? t('canvas.rules.title')}</b>}
        <span>{node ? withoutName(problem.message, node.name) : problem.message}</span>
      </div>
      {(node || setting !== null) && (
        <Button size="row" onClick={node ? show : showSetting}>
          {t('canvas.problems.show')}
        </Button>
      )}
      {fix && editor.editable && (
        <Button size="row" onClick={(event) => mend(fix, event.currentTarget.getBoundingClientRect())}>
          {fix.label}
        </Button>
      )}
    </li>
  );
}
