import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useEditor, useEditorState } from '../store/editor.ts';
import { Kbd } from '../ui/kbd.tsx';
import classes from './help-sheet.module.css';

/** The canvas's keys, opened with “?”. */
export function HelpSheet() {
  const { t } = useTranslation();
  const { store } = useEditor();
  const open = useEditorState(({ view }) => view.panel === 'help');
  const close = () =>
    store.look((view) => {
      view.panel = null;
    });
  const rows: [string, string[]][] = [
    [t('canvas.help.walk'), ['←', '↑', '↓', '→']],
    [t('canvas.help.open'), ['↵']],
    [t('canvas.help.add'), ['/']],
    [t('canvas.help.remove'), ['Del']],
    [t('canvas.help.undo'), ['⌘Z', '⇧⌘Z']],
    [t('canvas.help.clipboard'), ['⌘C', '⌘X', '⌘V', '⌘D']],
    [t('canvas.help.all'), ['⌘A']],
    [t('canvas.help.find'), ['⌘F']],
    [t('canvas.help.fit'), ['F']],
    [t('canvas.help.tidy'), ['T']],
    [t('canvas.help.note'), ['N']],
    [t('canvas.help.escape'), ['Esc']],
    [t('canvas.help.help'), ['?']],
  ];
  return (
    <Modal
      opened={open}
      onClose={close}
      title={t('canvas.help.title')}
      size={420}
      padding={20}
      closeButtonProps={{ 'aria-label': t('canvas.help.close') }}
    >
      <dl className={classes.keys}>
        {rows.map(([words, keys]) => (
          <div key={words} className={classes.row}>
            <dt>{words}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
