import type { VersionChange } from '@trellis/shared/api/publish-views.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { sameValue } from '../canvas/build-flow.ts';
import type { Draft } from '../canvas/use-draft.ts';
import type { VersionView } from '../canvas/workflow-api.ts';
import drawer from '../inspector/inspector.module.css';
import { indexGraph } from '../store/graph-index.ts';
import { useToast } from '../ui/toast.tsx';
import { stepJson } from './full-texts.ts';
import { formerStep, takeStep } from './take-step.ts';

interface Props {
  change: VersionChange;
  from: VersionView;
  /** Of the former version. */
  graph: Graph;
  draft: Draft;
}

/** Brings one step back into the draft as it was in the former version; not offered where that version lacks it or the draft has it so. */
export function TakeStep({ change, from, graph, draft }: Props) {
  const { t } = useTranslation();
  const toast = useToast();
  const present = useStore(draft.editor.store, ({ doc }) => doc.graph);
  const former = change.nodeId === null ? undefined : formerStep(graph, change.nodeId, from.number);
  if (!former) return null;
  const now = indexGraph(present).node.get(former.node.id);
  if (now && sameValue(stepJson(now), stepJson(former.node))) return null;
  const version = t('compare.version', { version: from.number });
  const take = () => {
    const taken = draft.editor.run((draftGraph, { newId }) => takeStep(draftGraph, former, newId));
    if (!taken) return;
    toast({
      text: t('compare.took', { name: former.node.name, version }),
      action: { label: t('compare.tookUndo'), run: draft.editor.undo },
    });
  };
  return (
    <button type="button" className={drawer.link} onClick={take}>
      {t('compare.takeStep', { version })}
    </button>
  );
}
