import { IconActivity, IconChevronLeft, IconGitCompare, IconPencil, IconRoute } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../ui/logo.tsx';
import { Segmented } from '../ui/segmented.tsx';
import classes from './top-bar.module.css';

export type Mode = 'edit' | 'live' | 'run' | 'compare';

interface Props {
  name: string;
  /** Absent where the name can't be changed. */
  onRename?: ((name: string) => void) | undefined;
  mode: Mode;
  onMode: (mode: Mode) => void;
  /** Run is offered only where a run was chosen. */
  hasRun: boolean;
  /** At the right end in every mode: what can be done with the workflow itself. */
  menu?: ReactNode;
  /** Beside the name: version and saved state. */
  state: ReactNode;
  /** Right end: what this mode can do. */
  children: ReactNode;
}

/** 48 px over the canvas in every mode: the way back, the name, the modes, and what can be done. */
export function TopBar({ name, onRename, mode, onMode, hasRun, menu, state, children }: Props) {
  const { t } = useTranslation();
  const icon = { size: 14, stroke: 1.75, 'aria-hidden': true } as const;
  const segments = [
    { value: 'edit' as const, label: t('canvas.bar.edit'), icon: <IconPencil {...icon} /> },
    { value: 'live' as const, label: t('canvas.bar.liveMode'), icon: <IconActivity {...icon} /> },
    ...(hasRun ? [{ value: 'run' as const, label: t('canvas.bar.run'), icon: <IconRoute {...icon} /> }] : []),
    { value: 'compare' as const, label: t('canvas.bar.compare'), icon: <IconGitCompare {...icon} /> },
  ];
  return (
    <header className={classes.bar}>
      <div className={classes.left}>
        <Link to="/workflows" className={classes.back} aria-label={t('canvas.bar.back')} title={t('canvas.bar.back')}>
          <IconChevronLeft size={16} stroke={1.75} aria-hidden="true" />
        </Link>
        <Logo />
        <WorkflowName key={name} name={name} onRename={onRename} />
        {state}
      </div>
      <div className={classes.modes}>
        <Segmented label={t('canvas.bar.mode')} value={mode} segments={segments} onChange={onMode} />
      </div>
      <div className={classes.right}>
        {children}
        {menu}
      </div>
    </header>
  );
}

/** The name, changed in place: Enter or leaving keeps it, Escape takes it back; an empty one is not taken. */
function WorkflowName({ name, onRename }: { name: string; onRename: ((name: string) => void) | undefined }) {
  const { t } = useTranslation();
  const [text, setText] = useState(name);
  if (!onRename) return <h1 className={classes.name}>{name}</h1>;
  const leave = () => {
    const wanted = text.trim();
    if (wanted === '') setText(name);
    else if (wanted !== name) onRename(wanted);
  };
  return (
    <h1 className={classes.nameBox} data-text={text || t('canvas.bar.untitled')}>
      <input
        className={classes.nameInput}
        aria-label={t('canvas.bar.name')}
        value={text}
        maxLength={100}
        placeholder={t('canvas.bar.untitled')}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setText(name);
        }}
      />
    </h1>
  );
}
