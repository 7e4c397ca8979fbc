import { useTranslation } from 'react-i18next';
import { eventTitle } from '../../widgets/event-title.ts';
import classes from './events.module.css';

/** What people call an event, with the name it has in code; events of others have that name alone. */
export function EventName({ name }: { name: string }) {
  const { t } = useTranslation();
  const title = eventTitle(t, name);
  return (
    <span title={name}>
      {title ?? name}
      {title && <span className={classes.name}>{name}</span>}
    </span>
  );
}
