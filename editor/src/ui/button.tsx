import { type ButtonHTMLAttributes, forwardRef, type ReactNode } from 'react';
import classes from './button.module.css';

export interface ButtonLook {
  /** One `primary` a screen. `danger` only colours the words; a filled red button exists in confirms alone. */
  look?: 'default' | 'primary' | 'ghost' | 'danger' | 'confirm-danger';
  size?: 'bar' | 'row' | 'field';
  wide?: boolean;
  icon?: ReactNode;
}

interface Props extends ButtonLook, ButtonHTMLAttributes<HTMLButtonElement> {
  /** Shown grey and announced as unavailable, yet focusable, so that a tooltip can say why. */
  blocked?: boolean;
  busy?: boolean;
}

/** A button: 30 px in bars, 26 px in rows, 36 px in the sign-in form. Its words are a verb with their object. */
export const Button = forwardRef<HTMLButtonElement, Props>(function Button(
  {
    look = 'default',
    size = 'bar',
    wide = false,
    icon,
    blocked = false,
    busy = false,
    children,
    onClick,
    type,
    ...rest
  },
  ref,
) {
  const still = blocked || busy;
  return (
    <button
      ref={ref}
      type={type ?? 'button'}
      {...rest}
      className={buttonClass({ look, size, wide }, rest.className)}
      data-blocked={blocked || undefined}
      aria-disabled={still || rest['aria-disabled'] || undefined}
      aria-busy={busy || undefined}
      onClick={still ? (event) => event.preventDefault() : onClick}
    >
      {icon}
      {children}
    </button>
  );
});

/** The class of a button, for links that look like one. */
export function buttonClass({ look = 'default', size = 'bar', wide = false }: ButtonLook, extra?: string): string {
  return [classes.button, classes[look], classes[size], wide && classes.wide, extra].filter(Boolean).join(' ');
}
