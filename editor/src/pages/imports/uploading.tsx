import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { Import } from '@trellis/shared/api/imports.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { useChosenFiles } from './chosen-files.tsx';
import { FileDrop } from './file-drop.tsx';
import { fileSize } from './file-size.ts';
import classes from './imports.module.css';
import { ProgressBar } from './progress-bar.tsx';
import { useUpload } from './use-upload.ts';

/** A file on its way to the server: can be paused, and goes on after a reload once the file is chosen again. */
export function Uploading({ import: file }: { import: Import }) {
  const { t } = useTranslation();
  const { of } = useChosenFiles();
  const chosen = of(file.id);
  const share = file.uploaded / file.size;
  return (
    <section className={classes.block} aria-label={t('imports.upload.title')}>
      <h2 className={classes.heading}>{t('imports.upload.title')}</h2>
      <ProgressBar label={t('imports.upload.progress')} share={share} still={!chosen} />
      {chosen ? <Moving import={file} chosen={chosen} /> : <ChooseAgain import={file} />}
    </section>
  );
}

function Moving({ import: file, chosen }: { import: Import; chosen: File }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const { state, error, rate, pause, resume } = useUpload(file, chosen);
  const facts: string[] = [t('imports.upload.of', { here: fileSize(file.uploaded, t), size: fileSize(file.size, t) })];
  if (state === 'running' && rate)
    facts.push(
      t('imports.upload.left', { time: format.duration(Math.max(1000, ((file.size - file.uploaded) / rate) * 1000)) }),
    );
  return (
    <>
      <div className={classes.under}>
        <span className={classes.facts}>{facts.join(' · ')}</span>
        {state === 'running' ? (
          <Button icon={<IconPlayerPause aria-hidden="true" />} onClick={pause}>
            {t('imports.upload.pause')}
          </Button>
        ) : (
          <Button icon={<IconPlayerPlay aria-hidden="true" />} onClick={resume}>
            {state === 'paused' ? t('imports.upload.resume') : t('imports.upload.retry')}
          </Button>
        )}
      </div>
      {state === 'paused' && <p className={classes.remark}>{t('imports.upload.paused')}</p>}
      {state === 'failed' && <FormProblem error={error} advice={t('imports.upload.failed')} />}
    </>
  );
}

function ChooseAgain({ import: { id, name, size } }: { import: Import }) {
  const { t } = useTranslation();
  const { keep } = useChosenFiles();
  const [problem, setProblem] = useState<string>();
  return (
    <FileDrop
      title={t('imports.upload.again')}
      text={t('imports.upload.againText', { name })}
      problem={problem}
      onFile={(file) => {
        if (file.size !== size)
          return setProblem(t('imports.upload.otherFile', { name: file.name, size: fileSize(size, t) }));
        keep(id, file);
      }}
    />
  );
}
