import type { Perform } from '../../node/perform.ts';
import { PERIODS, type ThrottleConfig } from './definition.ts';

const perform: Perform<ThrottleConfig> = ({ config: { count, per }, powers }) =>
  powers.slots.take({ count, periodMs: PERIODS[per], port: 'next' });

export default perform;
