import { Tooltip } from '@mantine/core';
import { type ButtonHTMLAttributes, forwardRef, type ReactNode } from 'react';
import classes from './icon-button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What the button does; its accessible name and its tooltip. */
  label: string;
  icon: ReactNode;
  on?: boolean;
}

/** A 28 px square button with an icon alone. */
export const IconButton = forwardRef<HTMLButtonElement, Props>(function IconButton({ label, icon, on, ...rest }, ref) {
  return (
    <Tooltip label={label}>
      <button ref={ref} type="button" aria-label={label} aria-pressed={on} {...rest} className={classes.button}>
        {icon}
      </button>
    </Tooltip>
  );
});
