import { nodeType } from '@trellis/shared/node/catalog.ts';
import type {
  ArmRequest,
  EffectOutcome,
  HttpRequest,
  MailRequest,
  PerformContext,
  Powers,
  SlotRequest,
  SmsRequest,
} from '@trellis/shared/node/perform.ts';
import type { DecideDeps, ToPerform } from './decide-once.ts';
import type { Performed } from './performed.ts';

/** What a power brings back besides the outcome, for the ledger. */
export interface PowerResult {
  outcome: EffectOutcome;
  sentAt?: number;
  providerId?: string;
}

export interface PerformDeps extends DecideDeps {
  sendMail(todo: ToPerform, context: PerformContext, request: MailRequest): Promise<PowerResult>;
  sendHttp(todo: ToPerform, context: PerformContext, request: HttpRequest): Promise<PowerResult>;
  sendSms(todo: ToPerform, context: PerformContext, request: SmsRequest): Promise<PowerResult>;
  takeSlot(todo: ToPerform, request: SlotRequest): Promise<EffectOutcome>;
  takeArm(todo: ToPerform, request: ArmRequest): Promise<EffectOutcome>;
}

/** Performs a claimed effect by its node's own `perform`, with the powers bound to this claim. */
export async function performEffect(deps: PerformDeps, todo: ToPerform): Promise<Performed> {
  const { effect, fence, attempt, run, world, plan } = todo;
  const { perform } = nodeType(deps.catalog, effect.type);
  if (!perform)
    throw new Error(`Node type "${effect.type}" decided to perform, but has no perform: give its folder a perform.ts.`);
  const node = plan.nodes[effect.node];
  if (!node) throw new Error(`The plan has no node "${effect.node}".`);
  const context: PerformContext = {
    node: { id: node.id, name: node.name },
    key: effect.key,
    attempt,
    lead: world.lead,
    trigger: world.trigger,
    run: { id: run.id, workflowName: run.workflowName, variables: run.state.variables, outputs: run.state.outputs },
  };
  let ledger: Omit<PowerResult, 'outcome'> = {};
  const keep = ({ outcome, ...rest }: PowerResult) => {
    ledger = rest;
    return outcome;
  };
  const powers: Powers = {
    email: { send: async (request) => keep(await deps.sendMail(todo, context, request)) },
    http: { request: async (request) => keep(await deps.sendHttp(todo, context, request)) },
    sms: { send: async (request) => keep(await deps.sendSms(todo, context, request)) },
    slots: { take: (request) => deps.takeSlot(todo, request) },
    arms: { take: (request) => deps.takeArm(todo, request) },
  };
  // The config was checked against the definition's schema by the compiler.
  const outcome = await perform({ config: node.config as never, context, powers });
  return { key: effect.key, fence, attempts: attempt, outcome, ...ledger };
}
