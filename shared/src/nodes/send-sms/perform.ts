import type { Perform } from '../../node/perform.ts';
import type { SendSmsConfig } from './definition.ts';

const perform: Perform<SendSmsConfig> = ({ config: { text }, powers }) => powers.sms.send({ text, port: 'next' });

export default perform;
