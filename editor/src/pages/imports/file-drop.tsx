import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import classes from './file-drop.module.css';

interface Props {
  title: string;
  text: string;
  /** Why the last file was not taken. */
  problem?: string | undefined;
  busy?: boolean;
  onFile: (file: File) => void;
}

/** Where a file is dropped, or chosen by a button. */
export function FileDrop({ title, text, problem, busy = false, onFile }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const [file] = files ?? [];
    if (file && !busy) onFile(file);
  };
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    <section
      aria-label={title}
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        take(event.dataTransfer.files);
      }}
    >
      <IconFileUpload size={20} stroke={1.75} aria-hidden="true" />
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.text}>{text}</p>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        className="tr-hidden"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file again must be a change too.
          event.currentTarget.value = '';
        }}
      />
      <Button busy={busy} onClick={() => input.current?.click()}>
        {t('imports.choose')}
      </Button>
      <div role="alert" className={classes.problem}>
        {problem}
      </div>
    </section>
  );
}
