import {
  GRAPH_LIMITS,
  type Graph,
  type GraphNode,
  type GraphNote,
  type Position,
  type WorkflowSettings,
} from '@trellis/shared/graph/graph.ts';
import { produce } from 'immer';
import { indexGraph } from '../graph-index.ts';
import { type ChangeLabel, done, type NewId, type Outcome, refused } from './outcome.ts';

function changeNode(
  graph: Graph,
  id: string,
  label: (node: GraphNode) => ChangeLabel,
  change: (node: GraphNode) => void,
): Outcome {
  const node = indexGraph(graph).node.get(id);
  if (!node) return refused('stepGone');
  const next = produce(graph, (draft) => {
    const found = draft.nodes.find((other) => other.id === id);
    if (found) change(found);
  });
  return done(next, label(node));
}

/** Gives a step another name; longer ones are cut to the limit. */
export function rename(graph: Graph, id: string, name: string): Outcome {
  return changeNode(
    graph,
    id,
    (node) => ({ key: 'rename', values: { name: node.name } }),
    (node) => {
      node.name = name.slice(0, GRAPH_LIMITS.name);
    },
  );
}

/** Replaces a step's settings. Drafts may be unfinished: the compiler judges them, not this. */
export function setConfig(graph: Graph, id: string, config: Record<string, unknown>): Outcome {
  return changeNode(
    graph,
    id,
    (node) => ({ key: 'config', values: { name: node.name } }),
    (node) => {
      node.config = config;
    },
  );
}

/** Marks a port as one where leads end on purpose, or takes the mark away. */
export function setEndsHere(graph: Graph, id: string, port: string, ends: boolean): Outcome {
  return changeNode(
    graph,
    id,
    (node) => ({ key: 'endsHere', values: { name: node.name } }),
    (node) => {
      const others = (node.endsHere ?? []).filter((other) => other !== port);
      const next = ends ? [...others, port] : others;
      if (next.length > 0) node.endsHere = next;
      else delete node.endsHere;
    },
  );
}

/** Gives a port a name of its own; an empty one gives back the word of its type. */
export function setPortName(graph: Graph, id: string, port: string, name: string): Outcome {
  return changeNode(
    graph,
    id,
    (node) => ({ key: 'portName', values: { name: node.name } }),
    (node) => {
      const { [port]: _, ...others } = node.portNames ?? {};
      const next = name === '' ? others : { ...others, [port]: name.slice(0, GRAPH_LIMITS.portName) };
      if (Object.keys(next).length > 0) node.portNames = next;
      else delete node.portNames;
    },
  );
}

/** Switches steps off, or on again when all of them are off. Leads pass through an off step by its first port. */
export function toggleOff(graph: Graph, ids: readonly string[]): Outcome {
  const { node } = indexGraph(graph);
  const found = ids.flatMap((id) => node.get(id) ?? []);
  const [first] = found;
  if (!first) return refused('stepGone');
  const off = found.some((one) => !one.off);
  const wanted = new Set(ids);
  const next = produce(graph, (draft) => {
    for (const one of draft.nodes) {
      if (!wanted.has(one.id)) continue;
      if (off) one.off = true;
      else delete one.off;
    }
  });
  return done(next, { key: off ? 'off' : 'on', values: { name: first.name, count: found.length } });
}

/** Stores where steps were put by hand (top left corner, px). */
export function setPositions(graph: Graph, positions: Readonly<Record<string, Position>>): Outcome {
  const moved = graph.nodes.filter((node) => positions[node.id]);
  const [first] = moved;
  if (!first) return refused('stepGone');
  const next = produce(graph, (draft) => {
    for (const node of draft.nodes) {
      const position = positions[node.id];
      if (position) node.position = { x: Math.round(position.x), y: Math.round(position.y) };
    }
  });
  return done(next, { key: 'place', values: { name: first.name, count: moved.length } });
}

/** Forgets every place chosen by hand: the layout decides again. */
export function tidy(graph: Graph): Outcome {
  if (!graph.nodes.some((node) => node.position)) return refused('alreadyTidy');
  return done({ ...graph, nodes: graph.nodes.map(({ position: _, ...node }) => node) }, { key: 'tidy' });
}

/** Draws top-down or left-right; places chosen by hand mean nothing in the other direction and are forgotten. */
export function setDirection(graph: Graph, direction: Graph['direction']): Outcome {
  const nodes = graph.nodes.map(({ position: _, ...node }) => node);
  return done({ ...graph, nodes, direction }, { key: 'direction' });
}

/** Changes one of the workflow's own settings; undefined takes it away. */
export function setSetting<Name extends keyof WorkflowSettings>(
  graph: Graph,
  name: Name,
  value: WorkflowSettings[Name] | undefined,
): Outcome {
  const { [name]: _, ...others } = graph.settings;
  // Without a rule of its own a workflow lets leads in again once their run has ended.
  const settings = {
    reEntry: { mode: 'after-exit' as const },
    ...others,
    ...(value === undefined ? {} : { [name]: value }),
  };
  return done({ ...graph, settings }, { key: CHANGED[name] });
}

const CHANGED = {
  reEntry: 'settingReEntry',
  whileActive: 'settingWhileActive',
  reEntryKey: 'settingReEntryKey',
  entryFilter: 'settingEntryFilter',
  guard: 'settingGuard',
  entryCap: 'settingEntryCap',
  coalesceMinutes: 'settingCoalesce',
  maxTriggerAgeHours: 'settingMaxAge',
  priority: 'settingPriority',
  exitRules: 'settingExitRules',
  timeZone: 'settingTimeZone',
} as const satisfies Record<keyof WorkflowSettings, ChangeLabel['key']>;

/** Puts an empty sticky note at a place. */
export function addNote(graph: Graph, position: Position, newId: NewId): Outcome {
  const note: GraphNote = {
    id: newId('note'),
    text: '',
    position: { x: Math.round(position.x), y: Math.round(position.y) },
  };
  return done({ ...graph, notes: [...graph.notes, note] }, { key: 'addNote' }, [note.id]);
}

/** Changes a note's text, place or size. */
export function changeNote(graph: Graph, id: string, change: Partial<Omit<GraphNote, 'id'>>): Outcome {
  if (!graph.notes.some((note) => note.id === id)) return refused('stepGone');
  const notes = graph.notes.map((note) =>
    note.id === id ? { ...note, ...change, text: (change.text ?? note.text).slice(0, GRAPH_LIMITS.note) } : note,
  );
  return done({ ...graph, notes }, { key: change.text === undefined ? 'moveNote' : 'editNote' });
}

export function deleteNotes(graph: Graph, ids: readonly string[]): Outcome {
  const gone = new Set(ids);
  return done({ ...graph, notes: graph.notes.filter((note) => !gone.has(note.id)) }, { key: 'deleteNote' }, []);
}
