import classes from './events.module.css';

/** Why something was not taken or did not trigger; on a phone over several lines. */
export function Reason({ text }: { text: string }) {
  return (
    <span className={classes.reason} title={text}>
      {text}
    </span>
  );
}
