import { IconChevronDown } from '@tabler/icons-react';
import type { SelectHTMLAttributes } from 'react';
import classes from './native-select.module.css';

interface Props extends SelectHTMLAttributes<HTMLSelectElement> {
  /** Without a box until pointed at: within a heading. */
  quiet?: boolean;
  invalid?: boolean;
}

/** The browser's own select in our clothes, 28 px: dozens of them cost nothing, and a phone shows its wheel. */
export function NativeSelect({ quiet = false, invalid = false, ...rest }: Props) {
  return (
    <span className={classes.box} data-quiet={quiet || undefined} data-invalid={invalid || undefined}>
      <select {...rest} className={classes.select} aria-invalid={invalid || undefined} />
      <IconChevronDown size={14} stroke={1.75} aria-hidden="true" />
    </span>
  );
}
