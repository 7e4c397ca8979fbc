import { IconArrowRight, IconPlus, IconX } from '@tabler/icons-react';
import { GRAPH_LIMITS, type GraphNode } from '@trellis/shared/graph/graph.ts';
import type { Port } from '@trellis/shared/node/definition.ts';
import { resolvePorts } from '@trellis/shared/node/ports.ts';
import { useTranslation } from 'react-i18next';
import { portsOf } from '../store/catalog-index.ts';
import { setConfig, setEndsHere, setPortName } from '../store/commands/edit.ts';
import { disconnect } from '../store/commands/wire.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import classes from './inspector.module.css';
import own from './ports-section.module.css';

/** The exits of a step and where each leads. The names of ports made by the form can be changed here too. */
export function PortsSection({ node }: { node: GraphNode }) {
  const { t } = useTranslation();
  const editor = useEditor();
  const graph = useEditorState(({ doc }) => doc.graph);
  const ports = portsOf(graph, node, editor.catalog);
  return (
    <section className={classes.section}>
      <h2 className={classes.heading}>{t('inspector.ports')}</h2>
      {ports.length === 0 && <p className={classes.help}>{t('inspector.portsNone')}</p>}
      <ul className={own.ports}>
        {ports.map((port) => (
          <PortRow key={port.id} node={node} port={port} />
        ))}
      </ul>
    </section>
  );
}

function PortRow({ node, port }: { node: GraphNode; port: Port }) {
  const { t } = useTranslation();
  const editor = useEditor();
  const graph = useEditorState(({ doc }) => doc.graph);
  const { node: byId, out } = indexGraph(graph);
  const edge = out.get(node.id)?.get(port.id);
  const target = edge ? byId.get(edge.to) : undefined;
  const next = target ? editor.catalog.get(target.type) : undefined;
  const description = editor.catalog.get(node.type);
  const ends = node.endsHere?.includes(port.id) ?? false;
  const spec = description?.ports;
  const entry = entryOf(spec, node, port.id);
  // What its type calls it.
  const word =
    (spec && resolvePorts(spec, { ...description?.initial, ...node.config }).find(({ id }) => id === port.id)?.label) ||
    port.label;
  return (
    <li className={own.port} data-open={target ? undefined : ''}>
      <i className={own.portDot} data-connected={target ? '' : undefined} aria-hidden="true" />
      <input
        className={own.portName}
        aria-label={t('inspector.portName', { port: word })}
        title={entry || port.label === word ? port.label : t('inspector.portOwnWord', { port: word })}
        value={entry ? entry.label : (node.portNames?.[port.id] ?? '')}
        placeholder={entry ? port.label : word}
        maxLength={GRAPH_LIMITS.portName}
        readOnly={!editor.editable}
        onChange={(event) => {
          const label = event.target.value;
          editor.run(
            (present) =>
              entry ? setConfig(present, node.id, entry.rename(label)) : setPortName(present, node.id, port.id, label),
            { group: `port ${node.id} ${port.id}` },
          );
        }}
      />
      <IconArrowRight className={own.arrow} size={14} stroke={1.75} aria-hidden="true" />
      {target ? (
        <>
          <button
            type="button"
            className={own.target}
            onClick={() =>
              editor.store.look((view) => {
                view.selection = [target.id];
                view.focus = target.id;
              })
            }
          >
            <Tile category={next?.category ?? 'end'} size={20}>
              <NodeIcon name={next?.icon} category={next?.category ?? 'end'} size={13} stroke={2} />
            </Tile>
            <span className={classes.cut}>{target.name}</span>
          </button>
          {editor.editable && edge && (
            <span className={own.onHover}>
              <IconButton
                label={t('inspector.portRemove', { port: port.label })}
                icon={<IconX size={14} stroke={1.75} />}
                onClick={() => editor.run((present) => disconnect(present, edge.id))}
              />
            </span>
          )}
        </>
      ) : editor.editable ? (
        <>
          <button
            type="button"
            className={own.add}
            title={port.optional ? t('inspector.portOptional') : t('inspector.portOpen')}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              editor.store.look((view) => {
                view.picker = {
                  spot: { kind: 'port', node: node.id, port: port.id },
                  type: null,
                  anchor: { x: box.x - 140, y: box.y },
                };
              });
            }}
          >
            <IconPlus size={12} stroke={2} aria-hidden="true" />
            {t('inspector.portAdd')}
          </button>
          {!port.optional && (
            <button
              type="button"
              className={own.ends}
              aria-pressed={ends}
              aria-label={t('inspector.portEnds')}
              title={t('inspector.portEnds')}
              onClick={() => editor.run((present) => setEndsHere(present, node.id, port.id, !ends))}
            >
              {t('inspector.portEndsShort')}
            </button>
          )}
        </>
      ) : (
        <span className={classes.beside}>{port.optional ? t('inspector.portOptional') : t('inspector.portOpen')}</span>
      )}
    </li>
  );
}

type Spec =
  Parameters<typeof portsOf>[2] extends ReadonlyMap<string, infer Description>
    ? Description extends { ports: infer Ports }
      ? Ports
      : never
    : never;

/** The config entry that makes a port: its name, and the config with another one; null for ports of the type itself. */
function entryOf(
  spec: Spec | undefined,
  node: GraphNode,
  port: string,
): { label: string; rename: (label: string) => Record<string, unknown> } | null {
  if (!spec || !('each' in spec)) return null;
  const entries: unknown = node.config[spec.each];
  if (!Array.isArray(entries)) return null;
  const found: unknown = entries.find(
    (entry: unknown) =>
      typeof entry === 'object' && entry !== null && (entry as Record<string, unknown>)[spec.id] === port,
  ); // an object, by the check before
  if (typeof found !== 'object' || found === null) return null;
  const label = (found as Record<string, unknown>)[spec.label]; // an object, by the check before
  return {
    label: typeof label === 'string' ? label : '',
    rename: (next) => ({
      ...node.config,
      [spec.each]: entries.map((entry: unknown) => (entry === found ? { ...found, [spec.label]: next } : entry)),
    }),
  };
}
