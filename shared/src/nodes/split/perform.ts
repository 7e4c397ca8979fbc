import type { Perform } from '../../node/perform.ts';
import type { SplitConfig } from './definition.ts';

const perform: Perform<SplitConfig> = ({ config: { arms }, powers }) =>
  powers.arms.take({ arms: arms.map(({ id, percent }) => ({ id, percent })) });

export default perform;
