import type { EffectOutcome, HttpRequest, PerformContext } from '@trellis/shared/node/perform.ts';
import type { HttpChannel, HttpOutcome } from '../channels/http/outcome.ts';
import type { Database } from '../db/client.ts';
import { mayPerform } from '../db/queries/ledger.ts';
import type { Renderer } from '../messages/render/renderer.ts';
import { type Sealer, SealFault } from '../secrets/sealer.ts';
import { openSecrets, secretsNamed, withoutSecrets } from '../secrets/use-secrets.ts';
import type { ToPerform } from './decide-once.ts';
import type { PowerResult } from './perform-effect.ts';

export interface SendHttpDeps {
  channel: HttpChannel;
  renderer: Renderer;
  db: Pick<Database, 'inWorkspace'>;
  sealer: Sealer;
}

/**
 * Makes a webhook request: at least once, with the effect's key as Idempotency-Key, so that the other side can tell a repeat. Secrets are opened for
 * this one request; an answer that repeats them is kept without them.
 */
export async function sendHttp(
  { channel, renderer, db, sealer }: SendHttpDeps,
  { run, fence, effect }: ToPerform,
  context: PerformContext,
  request: HttpRequest,
): Promise<PowerResult> {
  const named = secretsNamed([request.url, request.body ?? '', ...Object.values(request.headers)]);
  let secrets: Record<string, string>;
  try {
    secrets = await openSecrets({ db, sealer }, run.workspaceId, named);
  } catch (error) {
    if (!(error instanceof SealFault)) throw error;
    return {
      outcome: { kind: 'failed', code: error.code, text: 'Not called: a secret that it uses cannot be opened' },
    };
  }
  const texts = await renderTexts(renderer, context, request, secrets);
  if ('kind' in texts) return { outcome: texts };
  const outcome = await channel.request({
    method: request.method,
    url: texts.url,
    headers: { 'content-type': 'application/json', ...texts.headers },
    ...(request.method === 'GET' ? {} : { body: texts.body }),
    idempotencyKey: effect.key,
    ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
    gate: async () =>
      (await db.inWorkspace(run.workspaceId, (tx) => mayPerform(tx, { key: effect.key, fence, runId: run.id })))
        ? { open: true }
        : { open: false, reason: 'moved' },
  });
  return { outcome: httpOutcome(outcome, request.port, Object.values(secrets)) };
}

/** URL, body and headers are Liquid; without a body of its own a hook gets the facts as JSON, which secrets are none of. */
async function renderTexts(
  renderer: Renderer,
  context: PerformContext,
  request: HttpRequest,
  secrets: Record<string, string>,
): Promise<{ url: string; body: string; headers: Record<string, string> } | EffectOutcome> {
  const { lead, trigger, run } = context;
  const facts = {
    lead: {
      ...lead.attributes,
      id: lead.id,
      email: lead.email,
      phone: lead.phone,
      timeZone: lead.timeZone,
      tags: lead.tags,
    },
    trigger: trigger ? { ...trigger.properties, name: trigger.name } : {},
    workflow: { name: run.workflowName },
    run: { ...run.variables, id: run.id },
  };
  const names = Object.keys(request.headers);
  const texts: string[] = [];
  for (const template of [request.url, ...Object.values(request.headers), request.body]) {
    if (template === undefined) continue;
    if (!/\{[{%]/.test(template)) {
      texts.push(template);
      continue;
    }
    const rendered = await renderer.render({ subject: template, html: '', data: { ...facts, secrets } });
    if (rendered.kind === 'fault') {
      const missing =
        rendered.code === 'variable_missing'
          ? `: ${rendered.missing.map(({ variable }) => variable).join(', ')} is missing`
          : '';
      return { kind: 'failed', code: rendered.code, text: `Not called: its template could not be filled in${missing}` };
    }
    texts.push(rendered.subject);
  }
  const headers = Object.fromEntries(names.map((name, index) => [name, texts[1 + index] ?? '']));
  return { url: texts[0] ?? '', headers, body: texts[1 + names.length] ?? JSON.stringify(facts) };
}

function httpOutcome(outcome: HttpOutcome, port: string, values: readonly string[]): EffectOutcome {
  const status = 'status' in outcome && outcome.status ? ` (${outcome.status})` : '';
  switch (outcome.kind) {
    case 'accepted':
      return {
        kind: 'done',
        port,
        text: `Called; answered${status}`,
        output: { status: outcome.status, body: parsed(withoutSecrets(outcome.body, values)) },
      };
    case 'withheld':
      return {
        kind: 'withheld',
        code: outcome.reason,
        final: false,
        text: 'Withheld: the run was stopped before the call',
      };
    case 'retry':
      return {
        kind: 'retry',
        code: outcome.reason,
        text: `Not done yet: ${words(outcome.reason)}${status}`,
        ...(outcome.after === undefined ? {} : { afterMs: outcome.after }),
      };
    case 'unknown':
      return {
        kind: 'retry',
        code: outcome.reason,
        text: 'No answer came; called again with the same Idempotency-Key',
      };
    case 'failed':
      return { kind: 'failed', code: outcome.reason, text: `Failed: ${words(outcome.reason)}${status}` };
    default:
      return outcome satisfies never;
  }
}

const words = (code: string) => code.replaceAll('_', ' ');

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
