import { createSmtpChannel } from '../channels/email/smtp.ts';
import { createHttpChannel } from '../channels/http/http.ts';
import { startWorkerProcess, type WorkerProcess } from '../runs/worker-process.ts';
import type { Services } from '../services.ts';
import { defaultSender, type RoleConfig, temporalOptions } from './settings.ts';

/** Connections to the SMTP server, and as many sends at once: more would only wait for each other. */
const SMTP_CONNECTIONS = 10;
const HTTP_AT_ONCE = 50;

/** The worker role: run workflows, steps and their effects, the outbox, the sweep. */
export function startWorkerRole(services: Services, config: RoleConfig): Promise<WorkerProcess> {
  const log = services.log.child({ role: 'worker' });
  return startWorkerProcess({
    services,
    temporal: temporalOptions(config),
    email: createSmtpChannel({ url: config.smtpUrl, maxConnections: SMTP_CONNECTIONS, log }),
    http: createHttpChannel({ log }),
    defaultSender: defaultSender(config),
    places: { email: SMTP_CONNECTIONS, http: HTTP_AT_ONCE },
  });
}
