import type { Place } from '@trellis/shared/plan/plan.ts';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { createHttpChannel } from '../channels/http/http.ts';
import { startWorkerProcess, type WorkerProcess } from '../runs/worker-process.ts';
import type { Services } from '../services.ts';
import { startErrands } from './errands.ts';
import { defaultSender, type RoleConfig, temporalOptions } from './settings.ts';

/** Connections to the SMTP server, and as many sends at once: more would only wait for each other. */
const SMTP_CONNECTIONS = 10;
const HTTP_AT_ONCE = 50;
const SMS_AT_ONCE = 20;

/** The worker role: run workflows, steps and their effects, the outbox, the sweep; imports and confirmation mails beside them. */
export async function startWorkerRole(services: Services, config: RoleConfig): Promise<WorkerProcess> {
  const log = services.log.child({ role: 'worker' });
  const shared = { services, temporal: temporalOptions(config), defaultSender: defaultSender(config) };
  const email = createSmtpChannel({ url: config.smtpUrl, maxConnections: SMTP_CONNECTIONS, log });
  const [runs, errands] = await Promise.all([
    startWorkerProcess({
      ...shared,
      email,
      http: createHttpChannel({ log }),
      // A place that nobody serves would hold its runs for ever.
      places: { email: SMTP_CONNECTIONS, http: HTTP_AT_ONCE, sms: SMS_AT_ONCE } satisfies Record<
        Exclude<Place, 'local'>,
        number
      >,
    }),
    startErrands({ ...shared, email }),
  ]);
  const { dispatcher } = runs;
  return {
    ...runs,
    dispatcher: {
      ...dispatcher,
      nudge() {
        dispatcher.nudge();
        errands.nudge();
      },
    },
    done: Promise.race([runs.done, errands.done]),
    async stop() {
      // The channel that both send through ends what is under way; what comes after that is tried again by the next process.
      await Promise.all([errands.stop(), runs.stop()]);
    },
  };
}
