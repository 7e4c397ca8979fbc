import { ORPCError } from '@orpc/client';
import { IconAlertCircle } from '@tabler/icons-react';
import type { Draft as DraftView } from '@trellis/shared/api/workflows.ts';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../canvas/use-draft.ts';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import type { SaveState } from '../store/autosave.ts';
import { Button } from '../ui/button.tsx';
import { problemOf } from '../ui/problem.ts';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { useProblemText } from '../ui/use-problem-text.ts';
import classes from './publish-foot.module.css';

/** Why something about the draft was refused, and the one thing to do about it. What was chosen stays. */
export function Refusal({ error, draft, onProblems }: { error: unknown; draft: Draft; onProblems: () => void }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const problemText = useProblemText();
  const theirs = theirsOf(error);
  if (theirs) {
    return (
      <Remark action={<Button onClick={() => takeTheirs(draft, theirs)}>{t('publish.takeTheirs')}</Button>}>
        {t('publish.draftChanged', { who: theirs.savedBy.name, when: format.relative(theirs.savedAt) })}
      </Remark>
    );
  }
  const found = diagnosticsOf(error);
  if (found) {
    return (
      <Remark action={<Button onClick={onProblems}>{t('publish.show')}</Button>}>
        {t('publish.blocked', { count: found.length })}
      </Remark>
    );
  }
  const { sentence, advice } = problemText(problemOf(error));
  return <Remark>{t('publish.failed', { message: [sentence, advice].filter(Boolean).join(' ') })}</Remark>;
}

/** The draft isn't saved, so nothing can be asked about it yet. */
export function Unsaved({
  state,
  onAgain,
  onClose,
}: {
  state: Extract<SaveState, { kind: 'retrying' | 'conflict' }>;
  onAgain: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return state.kind === 'conflict' ? (
    <Remark action={<Button onClick={onClose}>{t('publish.decide')}</Button>}>{t('publish.saveConflict')}</Remark>
  ) : (
    <Remark action={<Button onClick={onAgain}>{t('publish.saveAgain')}</Button>}>
      {t('publish.notSaved', { message: withStop(state.message, t) })}
    </Remark>
  );
}

function Remark({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.refusal} role="alert">
      <IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Messages of the browser come without a stop, or not at all. */
function withStop(message: string, t: TFunction): string {
  const words = message || t('errors.unreachable');
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** The draft that somebody else saved, where that is why it was refused. */
export function theirsOf(error: unknown): DraftView | null {
  if (!(error instanceof ORPCError) || error.code !== 'draft-changed') return null;
  return (error.data as { theirs: DraftView }).theirs; // the data that the routes declare for this code
}

function diagnosticsOf(error: unknown): readonly Diagnostic[] | null {
  if (!(error instanceof ORPCError) || error.code !== 'not-publishable') return null;
  return (error.data as { diagnostics: Diagnostic[] }).diagnostics; // the data that the route declares for this code
}

/** Puts their draft into the editor as one change that undo takes back; it is saved already. */
export function takeTheirs(
  { editor, autosave }: Draft,
  { graph, revision }: Pick<DraftView, 'graph' | 'revision'>,
): void {
  autosave.adopt(graph, revision);
  editor.run(() => ({ ok: true, graph, label: { key: 'theirs' }, select: [] }));
}
