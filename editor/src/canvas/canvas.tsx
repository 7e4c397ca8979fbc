import type { Diagnostic } from './workflow-api.ts';
import '@xyflow/react/dist/base.css';

import { Background, BackgroundVariant, ReactFlow, useReactFlow, useStore, ViewportPortal } from '@xyflow/react';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useEditor, useEditorState } from '../store/editor.ts';
import classes from './canvas.module.css';
import { CanvasMinimap } from './canvas-minimap.tsx';
import { EmptyCanvas } from './empty-canvas.tsx';
import { FindOnCanvas } from './find-on-canvas.tsx';
import { allVisible, type Box, firstViewport, fitViewport, ZOOM } from './fit.ts';
import { FlowEdge } from './flow-edge.tsx';
import type { CanvasNode } from './flow-types.ts';
import { motionMs } from './motion.ts';
import { NoteCard } from './note-card.tsx';
import type { Overlay } from './overlay.ts';
import { StepCard } from './step-card.tsx';
import { boxOf, type Guides, useCanvasEvents } from './use-canvas-events.ts';
import { useCanvasKeys } from './use-canvas-keys.ts';
import { type Flow, useFlow } from './use-flow.ts';
import { useGlide } from './use-glide.ts';
import { useKeepInView } from './use-keep-in-view.ts';
import { ZoomBar } from './zoom-bar.tsx';

// At module scope: React Flow draws everything again when these objects change.
const NODE_TYPES = { step: StepCard, note: NoteCard };
const EDGE_TYPES = { flow: FlowEdge };
const PAN_BUTTONS = [1, 2];
const ZOOM_KEYS = ['Meta', 'Control'];
/** Above this many steps only those in view are in the page. */
const CULL_ABOVE = 200;
/** The time beside a card in Run, with its distance, px. */
const TIME_WIDTH = 124;

interface Props {
  problems: readonly Diagnostic[];
  overlay: Overlay;
  /** Cards that float at the top left; mark each with `data-hud`, and fitting keeps clear of them. */
  children?: ReactNode;
}

/** The drawing of a workflow, in every mode. Stands inside a ReactFlowProvider and an EditorProvider. */
export function Canvas({ problems, overlay, children }: Props) {
  const { t } = useTranslation();
  const editor = useEditor();
  const flow = useFlow({ problems, overlay });
  const pane = useRef<HTMLDivElement>(null);
  const { setViewport } = useReactFlow();
  const { guides, select: _, ...events } = useCanvasEvents(flow.nodes);
  const { carrying, finding } = useEditorState(({ view }) => ({
    carrying: view.carrying.length > 0,
    finding: view.panel === 'find',
  }));
  const boxes = flow.nodes.map(roomOf);
  const latest = useRef({ boxes, first: boxes[0] });
  const head = flow.graph.nodes[0];
  latest.current = { boxes, first: flow.nodes.filter((node) => node.id === head?.id).map(roomOf)[0] };

  const fit = useCallback(() => {
    const room = measure(pane.current);
    if (room) void setViewport(fitViewport(latest.current.boxes, room.size, room.panels), { duration: motionMs(200) });
  }, [setViewport]);
  const openAt = useCallback(() => {
    const room = measure(pane.current);
    if (room) void setViewport(firstViewport(latest.current.boxes, latest.current.first, room.size, room.panels));
  }, [setViewport]);
  useGlide({ pane, layout: flow.layout, count: flow.nodes.length });
  useKeepInView({ pane, fit, boxes: latest });
  const onKeyDown = useCanvasKeys({ layout: flow.layout, pane, fit });

  const openStep = (id: string) =>
    editor.store.look((view) => {
      view.drawer = true;
      view.focus = id;
    });
  const letGo = () =>
    editor.store.look((view) => {
      view.carrying = [];
      view.picker = null;
    });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are those of the cards inside, gathered in one place
    <div ref={pane} className={classes.canvas} onKeyDown={onKeyDown} data-carrying={carrying || undefined}>
      <ReactFlow
        nodes={flow.nodes}
        edges={flow.edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        {...events}
        onInit={openAt}
        onNodeClick={(_event, node) => openStep(node.id)}
        onPaneClick={letGo}
        nodesDraggable={editor.editable}
        nodesConnectable={editor.editable}
        edgesReconnectable={editor.editable}
        nodesFocusable={false}
        edgesFocusable={false}
        onlyRenderVisibleElements={flow.nodes.length > CULL_ABOVE}
        selectionOnDrag={editor.editable}
        panOnDrag={editor.editable ? PAN_BUTTONS : true}
        panOnScroll
        zoomActivationKeyCode={ZOOM_KEYS}
        multiSelectionKeyCode="Shift"
        selectionKeyCode={null}
        deleteKeyCode={null}
        disableKeyboardA11y
        minZoom={ZOOM.min}
        maxZoom={ZOOM.max}
        connectionRadius={48}
        reconnectRadius={14}
        nodeDragThreshold={3}
        elevateNodesOnSelect
        attributionPosition="bottom-center"
        aria-label={t('canvas.hud.zoom')}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={2} color="var(--tr-dot)" />
        <ZoomLevel pane={pane} />
        <Reveal flow={flow} />
        <GuideLines guides={guides} />
        <ZoomBar fit={fit} direction={flow.graph.direction} />
        <CanvasMinimap boxes={boxes} />
      </ReactFlow>
      <div className={classes.cards}>{children}</div>
      {finding && <FindOnCanvas graph={flow.graph} layout={flow.layout} />}
      {editor.editable && flow.graph.nodes.length === 0 && <EmptyCanvas />}
    </div>
  );
}

/** Writes the zoom's level on the pane; CSS turns cards into chips and blocks, so that zooming draws nothing again. */
function ZoomLevel({ pane }: { pane: React.RefObject<HTMLDivElement | null> }) {
  const level = useStore(({ transform: [, , zoom] }) => (zoom < 0.38 ? 'block' : zoom < 0.6 ? 'chip' : 'card'));
  useEffect(() => pane.current?.setAttribute('data-zoom', level), [level, pane]);
  return null;
}

/** Brings a step that was asked for into the middle, when it isn't in view. */
function Reveal({ flow: { layout } }: { flow: Flow }) {
  const { store } = useEditor();
  const id = useEditorState(({ view }) => view.reveal);
  const { setCenter, getViewport } = useReactFlow();
  const size = useStore(({ width, height }) => `${width} ${height}`);
  useEffect(() => {
    const place = id ? layout.positions.get(id) : undefined;
    const [width = 0, height = 0] = size.split(' ').map(Number);
    // Before the pane was measured nothing can be brought into view; this runs again when it was.
    if (!place || width === 0) return;
    store.look((view) => {
      view.reveal = null;
    });
    const card = { ...place, width: 232, height: 56 };
    const { zoom } = getViewport();
    if (!allVisible([card], { width, height }, getViewport()))
      void setCenter(place.x + 116, place.y + 28, { zoom: Math.max(zoom, 0.8), duration: motionMs(200) });
  }, [id, layout, size, store, setCenter, getViewport]);
  return null;
}

function GuideLines({ guides }: { guides: Guides }) {
  return (
    <ViewportPortal>
      {guides.x !== null && (
        <div className={classes.guide} style={{ left: guides.x, top: -50_000, width: 1, height: 100_000 }} />
      )}
      {guides.y !== null && (
        <div className={classes.guide} style={{ top: guides.y, left: -50_000, height: 1, width: 100_000 }} />
      )}
    </ViewportPortal>
  );
}

/** What fitting keeps in view of a node: its box, and in Run the time that stands left of it. */
function roomOf(node: CanvasNode): Box {
  const box = boxOf(node);
  const timed = node.type === 'step' && node.data.overlay?.time !== undefined;
  return timed ? { ...box, x: box.x - TIME_WIDTH, width: box.width + TIME_WIDTH } : box;
}

/** The pane's size and the floating cards in it, in px of the pane. */
function measure(pane: HTMLDivElement | null) {
  if (!pane) return null;
  const own = pane.getBoundingClientRect();
  const panels = [...pane.querySelectorAll('[data-hud]')].map((panel) => {
    const box = panel.getBoundingClientRect();
    return { x: box.x - own.x, y: box.y - own.y, width: box.width + 12, height: box.height + 12 };
  });
  return { size: { width: own.width, height: own.height }, panels };
}
