/** The body of the render thread: does one job after the other, in order, until it is killed. */
import { parentPort, workerData } from 'node:worker_threads';
import { createPartsRenderer } from './render-parts.ts';
import type { RenderInput, TemplateParts } from './template.ts';

export type RenderJob = { id: number } & ({ do: 'render'; input: RenderInput } | { do: 'check'; parts: TemplateParts });

const { renderMs } = workerData as { renderMs: number };
const renderer = createPartsRenderer({ renderMs });

parentPort?.on('message', (job: RenderJob) => {
  const answer = job.do === 'render' ? renderer.render(job.input) : renderer.check(job.parts);
  parentPort?.postMessage({ id: job.id, answer });
});
parentPort?.postMessage('ready');
