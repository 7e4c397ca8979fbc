import { GRAPH_VERSION, type Graph, type GraphEdge, type GraphNode, type ReEntry } from '../graph/graph.ts';
import type { PortsSpec } from '../node/definition.ts';
import { resolvePorts } from '../node/ports.ts';
import approval from '../nodes/approval/definition.ts';
import branch from '../nodes/branch/definition.ts';
import callTask from '../nodes/call-task/definition.ts';
import callWebhook from '../nodes/call-webhook/definition.ts';
import sendEmail from '../nodes/send-email/definition.ts';
import sendSms from '../nodes/send-sms/definition.ts';
import split from '../nodes/split/definition.ts';
import switchNode from '../nodes/switch/definition.ts';
import updateLead from '../nodes/update-lead/definition.ts';
import wait from '../nodes/wait/definition.ts';
import waitAny from '../nodes/wait-any/definition.ts';
import waitForEvent from '../nodes/wait-for-event/definition.ts';
import { Chance } from './chance.ts';
import {
  CONFIGS,
  condition,
  elapsed,
  eventCondition,
  LATER_EVENTS,
  leadCondition,
  type StepType,
  TRIGGER_EVENTS,
} from './generate-configs.ts';
import { FURTHER_CONFIGS, FURTHER_TRIGGERS, type FurtherType } from './generate-more-configs.ts';

const PORTS: Record<StepType, PortsSpec> = {
  wait: wait.ports,
  'wait-for-event': waitForEvent.ports,
  branch: branch.ports,
  split: split.ports,
  'send-email': sendEmail.ports,
  'update-lead': updateLead.ports,
  'call-webhook': callWebhook.ports,
};
const NEXT = [{ id: 'next', label: 'Next' }];
const FURTHER_PORTS: Record<FurtherType, PortsSpec> = {
  'wait-any': waitAny.ports,
  throttle: NEXT,
  park: [{ id: 'next', label: 'Next', optional: true }],
  switch: switchNode.ports,
  'send-sms': sendSms.ports,
  'set-variable': NEXT,
  'emit-event': NEXT,
  'add-to-segment': NEXT,
  'remove-from-segment': NEXT,
  'start-workflow': NEXT,
  'stop-workflow': NEXT,
  'call-task': callTask.ports,
  approval: approval.ports,
};
const TYPES = Object.keys(PORTS) as [StepType, ...StepType[]];
const FURTHER = Object.keys(FURTHER_PORTS) as [FurtherType, ...FurtherType[]];
/** Waits that come to rest a second time only by their own maximum are left out of loops by never leading one back to them. */
const isFurther = (type: string): type is FurtherType => Object.hasOwn(FURTHER_PORTS, type);
/** Types that may be switched off without taking the rest out of a loop. */
const MAY_BE_OFF: ReadonlySet<StepType> = new Set(['send-email', 'update-lead', 'call-webhook', 'split']);

/** A port that leads nowhere yet. `alone`: within a parallel branch, which meets others in its join only. */
interface OpenEnd {
  node: string;
  port: string;
  optional: boolean;
  alone?: boolean;
}

/**
 * A workflow that compiles without errors, the same for the same seed: 1 to 3 triggers, up to some 25 nodes of all types, branches that
 * rejoin, loops. Every loop consumes an event or is left at its second round, so a run ends, or rests in a wait that has no maximum.
 */
export function generateWorkflow(seed: number): Graph {
  const drawing = new Draft(new Chance(`workflow ${seed}`));
  drawing.start();
  const size = drawing.chance.int(2, 18);
  for (let i = 0; i < size; i++) drawing.grow();
  drawing.finish();
  return {
    graphVersion: GRAPH_VERSION,
    nodes: drawing.nodes,
    edges: drawing.edges,
    notes: [],
    direction: 'down',
    settings: {
      reEntry: drawing.chance.pick<ReEntry>([{ mode: 'after-exit' }, { mode: 'never' }, { mode: 'always' }]),
      ...(drawing.chance.maybe(0.3)
        ? { timeZone: drawing.chance.pick(['America/New_York', 'Australia/Lord_Howe']) }
        : {}),
      ...(drawing.chance.maybe(0.12)
        ? { exitRules: [{ id: 'x1', name: 'Booked', event: 'meeting.booked', filter: eventCondition(drawing.chance) }] }
        : {}),
      ...(drawing.chance.maybe(0.06) ? { guard: leadCondition(drawing.chance, 'n1') } : {}),
    },
  };
}

class Draft {
  readonly nodes: GraphNode[] = [];
  readonly edges: GraphEdge[] = [];
  private readonly open: OpenEnd[] = [];
  readonly chance: Chance;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  start(): void {
    const { chance } = this;
    for (let i = chance.int(1, 2); i > 0; i--) {
      const filter = chance.maybe(0.5) ? { filter: eventCondition(chance) } : {};
      this.addOpen('trigger-event', { event: chance.pick(TRIGGER_EVENTS), ...filter }, ['next']);
    }
    if (chance.maybe(0.3)) this.addOpen('trigger-manual', {}, ['next']);
    if (chance.maybe(0.2)) {
      const { type, config } = chance.pick([...FURTHER_TRIGGERS] as [
        (typeof FURTHER_TRIGGERS)[number],
        ...typeof FURTHER_TRIGGERS,
      ]);
      this.addOpen(type, config, ['next']);
    }
    if (chance.maybe(0.15)) {
      const effect = chance.pick(['end', 'go', 'count']);
      this.addOpen(
        'goal',
        { event: chance.pick(LATER_EVENTS), filter: eventCondition(chance), effect },
        effect === 'end' ? [] : ['next'],
      );
    }
  }

  /** Puts one more node, or a small loop, at an open end; now and then several ends meet there. */
  grow(): void {
    const end = this.chance.take(this.open);
    if (!end) return;
    if (this.chance.maybe(0.12)) this.addLoop(end);
    else if (this.chance.maybe(0.06)) this.addParallel(end);
    else this.addStep(end);
  }

  private addStep(end: OpenEnd): void {
    const type = this.chance.maybe(0.35) ? this.chance.pick(FURTHER) : this.chance.pick(TYPES);
    const config = isFurther(type)
      ? FURTHER_CONFIGS[type](this.chance, end.node)
      : CONFIGS[type](this.chance, end.node);
    const ports = resolvePorts(isFurther(type) ? FURTHER_PORTS[type] : PORTS[type], config);
    const id = this.add(type, config);
    this.connect(end, id);
    if (!end.alone && this.chance.maybe(0.25)) {
      const other = this.chance.take(this.open);
      if (other?.alone) this.open.push(other);
      else if (other) this.connect(other, id);
    }
    if (!isFurther(type) && MAY_BE_OFF.has(type) && this.chance.maybe(0.06)) this.last().off = true;
    for (const port of ports) this.leaveOpen(end, { node: id, port: port.id, optional: port.optional === true });
  }

  /** What comes after an end within a parallel branch is within it too. */
  private leaveOpen(before: OpenEnd, next: OpenEnd): void {
    this.open.push(before.alone ? { ...next, alone: true } : next);
  }

  /** Two or three branches, each a step long, that meet in a join; their other ways end for themselves. */
  private addParallel(end: OpenEnd): void {
    const { chance } = this;
    const branches = Array.from({ length: chance.int(2, 3) }, (_, i) => ({ id: `p${i}`, label: `Branch ${i + 1}` }));
    const fork = this.add('parallel', { branches });
    this.connect(end, fork);
    const limited = chance.maybe(0.5);
    const join = this.add('join', {
      need: chance.pick(['all', 'any', 'some']),
      ...(limited ? { giveUpAfter: elapsed(chance) } : {}),
    });
    for (const { id } of branches) {
      const type = chance.pick<StepType>(['wait', 'wait-for-event', 'send-email', 'update-lead', 'branch']);
      const config = CONFIGS[type](chance, fork);
      const step = this.add(type, config);
      this.connect({ node: fork, port: id, optional: false }, step);
      const [first, ...others] = resolvePorts(PORTS[type], config);
      this.connect({ node: step, port: first?.id ?? 'next', optional: false }, join);
      for (const port of others)
        this.open.push({ node: step, port: port.id, optional: port.optional === true, alone: true });
    }
    for (const port of limited ? ['next', 'timeout'] : ['next'])
      this.leaveOpen(end, { node: join, port, optional: false });
  }

  /** Leads every open end to an end, or marks that leads end there. */
  finish(): void {
    const ends: string[] = [];
    for (const end of this.open.splice(0)) {
      if (end.optional && this.chance.maybe(0.5)) continue;
      const from = this.nodes.find(({ id }) => id === end.node);
      if (from && this.chance.maybe(0.2)) {
        from.endsHere = [...(from.endsHere ?? []), end.port];
        continue;
      }
      const shared = ends.length > 0 && this.chance.maybe(0.8) ? this.chance.pick([ends[0] ?? '']) : undefined;
      const exit = this.chance.maybe(0.2);
      const to = shared ?? (exit ? this.add('exit', { reason: 'converted' }) : this.add('end', {}));
      if (!shared) ends.push(to);
      this.connect(end, to);
    }
  }

  private addLoop(end: OpenEnd): void {
    if (this.chance.maybe(0.35)) this.addEventLoop(end);
    else if (this.chance.maybe(0.5)) this.addSecondRound(end);
    else this.addRounds(end);
  }

  /** So many times round a step, then on. */
  private addRounds(end: OpenEnd): void {
    const loop = this.add('loop', { times: this.chance.int(1, 4) });
    this.connect(end, loop);
    const type = this.chance.pick<'set-variable' | 'send-email'>(['set-variable', 'send-email']);
    const step = this.add(
      type,
      type === 'send-email' ? CONFIGS[type](this.chance, loop) : { name: 'rounds', from: 'add' },
    );
    this.connect({ node: loop, port: 'again', optional: false }, step);
    this.connect({ node: step, port: 'next', optional: false }, loop);
    this.leaveOpen(end, { node: loop, port: 'done', optional: false });
  }

  /** Wait for an event → mail → back: each round consumes an event, the timeout leads out. */
  private addEventLoop(end: OpenEnd): void {
    const config = { ...CONFIGS['wait-for-event'](this.chance, end.node), giveUpAfter: elapsed(this.chance) };
    const asking = this.add('wait-for-event', config);
    this.connect(end, asking);
    const mail = this.add('send-email', CONFIGS['send-email'](this.chance, asking));
    this.connect({ node: asking, port: 'happened', optional: false }, mail);
    this.connect({ node: mail, port: 'next', optional: false }, asking);
    this.leaveOpen(end, { node: asking, port: 'timeout', optional: false });
    this.leaveOpen(end, { node: mail, port: 'failed', optional: true });
  }

  /** Tagged already? → out; else tag, wait, ask again. */
  private addSecondRound(end: OpenEnd): void {
    const tag = `round-${this.nodes.length}`;
    const when = condition([{ field: 'lead.tags', operator: 'contains', value: tag }]);
    const asking = this.add('branch', { branches: [{ id: 'again', label: 'Second round', when }] });
    this.connect(end, asking);
    const tagging = this.add('update-lead', { addTags: [tag] });
    this.connect({ node: asking, port: 'else', optional: false }, tagging);
    const resting = this.add('wait', { mode: 'duration', duration: elapsed(this.chance) });
    this.connect({ node: tagging, port: 'next', optional: false }, resting);
    this.connect({ node: resting, port: 'next', optional: false }, asking);
    this.leaveOpen(end, { node: asking, port: 'again', optional: false });
  }

  private addOpen(type: string, config: Record<string, unknown>, ports: string[]): void {
    const id = this.add(type, config);
    for (const port of ports) this.open.push({ node: id, port, optional: false });
  }

  private add(type: string, config: Record<string, unknown>): string {
    const id = `n${this.nodes.length + 1}`;
    this.nodes.push({ id, type, typeVersion: 1, name: `${type} ${id}`, config });
    return id;
  }

  private last(): GraphNode {
    const last = this.nodes.at(-1);
    if (!last) throw new Error('A draft has at least its trigger.');
    return last;
  }

  private connect({ node, port }: OpenEnd, to: string): void {
    this.edges.push({ id: `e${this.edges.length + 1}`, from: node, port, to });
  }
}
