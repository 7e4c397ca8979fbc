import { NativeConnection, type WorkflowBundle } from '@temporalio/worker';
import { zoneOf } from '@trellis/shared/runtime/decide-context.ts';
import type { EmailChannel } from '../channels/email/channel.ts';
import type { HttpChannel } from '../channels/http/outcome.ts';
import { createLocalSms } from '../channels/sms/local-sink.ts';
import { type GateRequest, openGate } from '../db/queries/ledger.ts';
import { insertSms } from '../db/queries/sms.ts';
import { messageOf } from '../error-words.ts';
import { recordMailFeedback } from '../messages/mail-feedback.ts';
import { sendIdOf } from '../messages/send-id.ts';
import { type MailDeps, sendMail } from '../messages/send-mail.ts';
import { sendSms } from '../messages/send-sms.ts';
import { type Dispatcher, startDispatcher } from '../outbox/dispatcher.ts';
import { startScanner } from '../routing/scans/scanner.ts';
import type { Services } from '../services.ts';
import { publishScheduled } from '../workflows/schedule.ts';
import type { TemporalOptions } from './client.ts';
import { deliver } from './deliver.ts';
import { takeArm, takeSlot } from './pacing.ts';
import type { PerformDeps } from './perform-effect.ts';
import { sendHttp } from './send-http.ts';
import { createStep, type FaultPoint } from './step.ts';
import { startSweep } from './sweep.ts';
import { startRunWorker } from './worker.ts';

export interface WorkerProcessOptions {
  services: Services;
  temporal: TemporalOptions;
  email: EmailChannel;
  http: HttpChannel;
  defaultSender: string;
  /** Activities at once per channel. */
  places?: Record<string, number>;
  bundle?: WorkflowBundle;
  /** For fault tests: called at each named point. */
  at?: (point: FaultPoint | 'at-gate' | 'after-gate') => void;
}

export interface WorkerProcess {
  dispatcher: Dispatcher;
  /** Rejects when the worker failed for good. */
  done: Promise<void>;
  /** Drains: no further tasks, those under way end, the outbox' batch ends. */
  stop(): Promise<void>;
}

const PLACES = { email: 50, http: 50, sms: 20 };

/** Starts what a worker process does: run workflows and steps, the outbox, the sweep for lost runs. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { services, temporal, at } = options;
  const { log, db, client, announcer } = services;
  const connection = await NativeConnection.connect({
    address: temporal.address,
    tls: temporal.tls ?? false,
    ...(temporal.apiKey ? { apiKey: temporal.apiKey } : {}),
  });
  const dispatcher = startWorkspaceDispatcher(services);
  const decide = createStep({ ...performDeps(options, dispatcher), db, ...(at ? { at } : {}) });
  const worker = await startRunWorker({
    connection,
    namespace: temporal.namespace,
    ...(temporal.queues ? { queues: temporal.queues } : {}),
    ...(options.bundle ? { bundle: options.bundle } : {}),
    places: options.places ?? PLACES,
    async step(input) {
      const answer = await decide(input);
      announcer.announce(input.workspace, ['runs', 'leads']);
      return answer;
    },
    onError: (error, input) =>
      log.warn({ err: messageOf(error), run: input.run, place: input.place }, 'a step failed; it is tried again'),
  });
  const sweep = startSweep({
    db,
    client,
    nudge: dispatcher.nudge,
    onFound: (found) => log.warn(found, 'runs without progress were found and called again'),
    onError: (error, what) => log.warn({ err: messageOf(error) }, what),
  });
  const scanner = startScanner({
    db,
    nudge: dispatcher.nudge,
    async publish(tx, workflowId) {
      const answer = await publishScheduled(tx, services, workflowId);
      announcer.announce(tx.workspaceId, ['workflows', 'runs']);
      return answer?.kind !== 'busy';
    },
    onError: (error, what) => log.warn({ err: messageOf(error) }, what),
  });
  return {
    dispatcher,
    done: worker.done,
    async stop() {
      await scanner.stop();
      await sweep.stop();
      await worker.shutdown();
      await dispatcher.stop();
      await Promise.all([options.email.close(), options.http.close()]);
      await connection.close();
    },
  };
}

/** The dispatcher of a process: the api has one too, so that what it commits leaves at once. */
export function startWorkspaceDispatcher(services: Services): Dispatcher {
  const { db, client, announcer, log, plans, decide } = services;
  const dispatcher: Dispatcher = startDispatcher({
    db,
    kinds: ['route', 'start', 'wake', 'control', 'move'],
    deliver: (row) => deliver({ db, client, announcer, plans, decide, nudge: () => dispatcher.nudge() }, row),
    onError: (error, what) => log.warn({ err: messageOf(error) }, `outbox: ${what}`),
  });
  return dispatcher;
}

/** What a step needs to perform effects: the powers over these channels. */
export function performDeps(
  {
    services,
    email,
    http,
    defaultSender,
    at,
  }: Pick<WorkerProcessOptions, 'services' | 'email' | 'http' | 'defaultSender' | 'at'>,
  dispatcher: Pick<Dispatcher, 'nudge'>,
): PerformDeps {
  const { db, renderer, tokens, secret, sealer, publicUrl, decide } = services;
  const gateOf = async (workspaceId: string, gate: GateRequest) => {
    at?.('at-gate');
    const answer = await db.inWorkspace(workspaceId, (tx) => openGate(tx, gate));
    at?.('after-gate');
    return answer;
  };
  const sms = createLocalSms({
    keep: ({ workspaceId, leadId, to, text, key }) =>
      db.inWorkspace(workspaceId, (tx) => insertSms(tx, { leadId, direction: 'out', number: to, text, sendKey: key })),
  });
  const mail: MailDeps = {
    channel: email,
    renderer,
    tokens,
    secret,
    publicUrl,
    defaultSender,
    messageId: decide.messageId,
    openGate: gateOf,
    async suppress(workspaceId, address, said, sendKey) {
      const source = 'the mail provider refused the address';
      const sendId = sendIdOf(sendKey);
      const bounce = { what: 'bounce', kind: 'hard', ...said } as const;
      await db.inWorkspace(workspaceId, (tx) => recordMailFeedback(tx, secret, { sendId, address, source }, bounce));
      dispatcher.nudge();
    },
  };
  return {
    ...decide,
    sendMail: ({ run, fence, effect, world }, context, request) =>
      sendMail(mail, {
        run,
        context,
        fence,
        request,
        sendId: sendIdOf(effect.key),
        timeZone: zoneOf({ world }).zone,
      }),
    sendSms: (todo, context, request) =>
      sendSms({ channel: sms, renderer, secret, openGate: gateOf }, todo, context, request),
    takeSlot: (todo, request) => takeSlot(db, todo, request),
    takeArm: (todo, request) => takeArm(db, todo, request),
    sendHttp: (todo, context, request) => sendHttp({ channel: http, renderer, db, sealer }, todo, context, request),
  };
}
