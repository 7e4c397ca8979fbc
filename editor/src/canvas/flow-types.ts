import type { Category } from '@trellis/shared/node/definition.ts';
import type { Edge, Node } from '@xyflow/react';
import type { EdgeOverlay, NodeOverlay } from './overlay.ts';

/** A port as the card draws it. */
export interface PortView {
  id: string;
  label: string;
  /** Offset from the card's middle across the flow, px. */
  offset: number;
  /** Nothing follows: name and plus hang on the card itself. */
  open: boolean;
  /** Leads end here on purpose. */
  ends: boolean;
  /** Where an open port's line runs, offset from the card's middle, px. */
  lane: number;
}

/** All that a step's card shows. Compared by value, so that a card is drawn again only when it looks different. */
export interface StepData extends Record<string, unknown> {
  name: string;
  typeTitle: string;
  icon: string;
  category: Category;
  summary: string;
  end: boolean;
  off: boolean;
  ghost: boolean;
  direction: 'down' | 'right';
  ports: readonly PortView[];
  problem: { severity: 'error' | 'warning'; message: string; count: number } | null;
  overlay: NodeOverlay | null;
  editable: boolean;
  /** It has the one tab stop of the canvas. */
  tabStop: boolean;
  /** It alone is selected. */
  alone: boolean;
}

interface NoteData extends Record<string, unknown> {
  text: string;
  editable: boolean;
}

export type StepNode = Node<StepData, 'step'>;
export type NoteNode = Node<NoteData, 'note'>;
export type CanvasNode = StepNode | NoteNode;

interface FlowEdgeData extends Record<string, unknown> {
  direction: 'down' | 'right';
  split: boolean;
  join: boolean;
  /** From the port to the lane it runs in, across the flow, px. */
  lane: number | null;
  /** From the target's middle to the line of a loop, px. */
  loop: number | null;
  label: string | null;
  fromName: string;
  toName: string;
  overlay: EdgeOverlay | null;
  editable: boolean;
  ghost: boolean;
}

export type FlowEdge = Edge<FlowEdgeData, 'flow'>;
