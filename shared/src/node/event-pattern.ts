export { eventPatternSchema } from '../event/event.ts';
