import { resetData } from '../engine/src/embedded/reset.ts';
import { giveUp, StageFailure } from './stage.mjs';

/** `node --import tsx scripts/reset.mjs <.trellis folder>`: its own process, because it needs TypeScript and start.mjs does not. */
try {
  await resetData(process.argv[2]);
} catch (error) {
  giveUp(new StageFailure(error.message, 'Nothing or only a part was removed; run the same command again.'));
}
