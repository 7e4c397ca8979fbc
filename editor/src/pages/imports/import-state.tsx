import type { Import, ImportStatus } from '@trellis/shared/api/imports.ts';
import { useTranslation } from 'react-i18next';
import { Pill, type PillTone } from '../../ui/pill.tsx';

const TONE: Record<ImportStatus, PillTone> = {
  uploading: 'line',
  ready: 'line',
  running: 'brand',
  done: 'plain',
  cancelled: 'plain',
  failed: 'danger',
};

/** What state an import is in; a share beside it while it moves. */
export function ImportState({ import: { status, progress, uploaded, size } }: { import: Import }) {
  const { t } = useTranslation();
  const share = status === 'running' ? progress : status === 'uploading' ? uploaded / size : undefined;
  return (
    <Pill tone={TONE[status]}>
      {t(`imports.state.${status}`)}
      {share !== undefined && ` ${Math.floor(share * 100)}\u00a0%`}
    </Pill>
  );
}
