import type { RunView } from '@trellis/shared/api/run-views.ts';
import { matchesName } from '@trellis/shared/event/event.ts';

const CLICK_EVENT = 'email.clicked';

export interface ClickDoor {
  nodeName: string;
  nodeType: string;
  portLabel: string;
}

/**
 * The open wait that a click on the link with this tag would end, if that is sure: a door for clicks without a filter, or one whose
 * filter's sentence names the tag. Anything cleverer is the server's to decide.
 */
export function doorFor(run: Pick<RunView, 'status' | 'waits' | 'graph'>, tag: string): ClickDoor | undefined {
  if (run.status !== 'active') return undefined;
  for (const wait of run.waits) {
    const door = wait.doors.find(
      ({ event, filter }) => matchesName(event, CLICK_EVENT) && (filter === null || names(filter, tag)),
    );
    const node = run.graph.nodes.find(({ id }) => id === wait.nodeId);
    if (door && node) return { nodeName: node.name, nodeType: node.type, portLabel: door.portLabel };
  }
  return undefined;
}

/** True if a sentence contains the tag as a word of its own: "read" is not in "read-guide". */
function names(sentence: string, tag: string): boolean {
  return sentence.split(/[^\p{L}\p{N}_-]+/u).includes(tag);
}
