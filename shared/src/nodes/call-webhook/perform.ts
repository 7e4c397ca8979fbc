import type { EffectOutcome, Perform } from '../../node/perform.ts';
import type { CallWebhookConfig } from './definition.ts';

/** Characters of JSON that later steps may read: an answer is kept with the run for as long as the run is. */
const MAX_KEPT = 16_000;

const perform: Perform<CallWebhookConfig> = async ({ config, powers }) => {
  const { method, url, headers, body, timeoutSeconds } = config;
  const outcome = await powers.http.request({
    method,
    url,
    headers,
    timeoutMs: timeoutSeconds * 1000,
    port: 'next',
    ...(body && method !== 'GET' ? { body } : {}),
  });
  return bounded(outcome);
};

export default perform;

function bounded(outcome: EffectOutcome): EffectOutcome {
  if (!('output' in outcome) || outcome.output === undefined) return outcome;
  const { body, ...rest } = outcome.output;
  const size = JSON.stringify(body ?? null).length;
  return size <= MAX_KEPT
    ? outcome
    : { ...outcome, output: { ...rest, bodyLeftOut: `${size} characters, at most ${MAX_KEPT} are kept` } };
}
