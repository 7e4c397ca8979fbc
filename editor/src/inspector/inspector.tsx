import { Menu } from '@mantine/core';
import { IconDots, IconUsers, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { askDelete } from '../canvas/ask-delete.ts';
import { withoutName } from '../canvas/problem-words.ts';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import { duplicate } from '../store/commands/clipboard.ts';
import { rename, toggleOff } from '../store/commands/edit.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import { AddressSection } from './address-section.tsx';
import classes from './inspector.module.css';
import { PortsSection } from './ports-section.tsx';
import { StepForm } from './step-form.tsx';

interface Affected {
  /** Leads waiting at a step on the published version, by node id. */
  waiting: Readonly<Record<string, number>>;
  version: number;
  show: (nodeId: string) => void;
}

interface Props {
  problems: readonly Diagnostic[];
  /** Null while nothing is published. */
  affected: Affected | null;
}

/** The drawer of the one selected step: 352 px beside the canvas, which it pushes and never covers. */
export function Inspector({ problems, affected }: Props) {
  const { t } = useTranslation();
  const editor = useEditor();
  const { node, open } = useEditorState(({ doc, view }) => {
    const [id] = view.selection.length === 1 ? view.selection : [];
    return { node: id ? indexGraph(doc.graph).node.get(id) : undefined, open: view.drawer };
  });
  if (!node || !open) return null;
  const description = editor.catalog.get(node.type);
  const own = problems
    .filter((problem) => problem.nodeId === node.id)
    .map((problem) => ({ ...problem, message: withoutName(problem.message, node.name) }));
  const general = own.filter((problem) => !problem.path?.length && !problem.port);
  const close = () =>
    editor.store.look((view) => {
      view.drawer = false;
    });
  return (
    <aside className={classes.drawer} aria-label={node.name || description?.title} data-inspector="">
      <header className={classes.head}>
        <Tile category={description?.category ?? 'end'}>
          <NodeIcon name={description?.icon} category={description?.category ?? 'end'} size={18} />
        </Tile>
        <div className={classes.names}>
          <input
            key={node.id}
            className={classes.name}
            aria-label={t('inspector.name')}
            value={node.name}
            placeholder={description?.title}
            maxLength={100}
            readOnly={!editor.editable}
            onChange={(event) => {
              const name = event.target.value;
              editor.run((graph) => rename(graph, node.id, name), { group: `name ${node.id}` });
            }}
          />
          <div className={classes.type}>
            {description && description.title === node.name
              ? t(`canvas.category.${description.category}`)
              : (description?.title ?? node.type)}
          </div>
        </div>
        {editor.editable && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <IconButton label={t('inspector.moreActions')} icon={<IconDots size={16} stroke={1.75} />} />
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() => editor.run((graph, context) => duplicate(graph, [node.id], new Map(), context))}
              >
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
        <IconButton label={t('inspector.close')} icon={<IconX size={16} stroke={1.75} />} onClick={close} />
      </header>
      <div className={classes.body} key={node.id}>
        {node.off && (
          <div className={classes.notice}>
            <span>{t('inspector.offNotice')}</span>
            {editor.editable && (
              <Button size="row" onClick={() => editor.run((graph) => toggleOff(graph, [node.id]))}>
                {t('inspector.switchOn')}
              </Button>
            )}
          </div>
        )}
        {general.map((problem) => (
          <p key={`${problem.code} ${problem.message}`} className={classes.notice} data-severity={problem.severity}>
            {problem.message}
          </p>
        ))}
        {description?.help && <p className={classes.intro}>{description.help}</p>}
        {description ? (
          <StepForm node={node} description={description} problems={own} />
        ) : (
          <p className={classes.notice}>{t('inspector.unknown', { type: node.type })}</p>
        )}
        {description?.address && (
          <AddressSection nodeId={node.id} config={{ ...description.initial, ...node.config }} />
        )}
        <PortsSection node={node} />
      </div>
      <AffectedFoot nodeId={node.id} affected={affected} />
    </aside>
  );
}

/** Who a change touches: the leads that wait here on the published version. */
function AffectedFoot({ nodeId, affected }: { nodeId: string; affected: Affected | null }) {
  const { t } = useTranslation();
  const count = affected?.waiting[nodeId] ?? 0;
  const words = affected ? t('inspector.waitHere', { count, version: affected.version }) : '';
  const [before = '', bold = '', after = ''] = words.split(/<\/?b>/);
  return (
    <footer className={classes.foot}>
      <IconUsers size={14} stroke={1.75} aria-hidden="true" />
      <span className={classes.cut}>
        {affected === null ? (
          t('inspector.notLive')
        ) : count === 0 ? (
          t('inspector.nobodyHere')
        ) : (
          <>
            {before}
            <b>{bold}</b>
            {after}
          </>
        )}
      </span>
      {affected && count > 0 && (
        <button type="button" className={classes.link} onClick={() => affected.show(nodeId)}>
          {t('inspector.showThem')}
        </button>
      )}
    </footer>
  );
}
