import { type TextareaHTMLAttributes, useId } from 'react';
import classes from './text-area.module.css';

interface Props extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id' | 'className' | 'onChange'> {
  label: string;
  /** After the label, in grey: what becomes of the text. */
  hint: string;
  value: string;
  onChange: (value: string) => void;
}

/** A text of some lines under its label, as high as the reader draws it. */
export function TextArea({ label, hint, onChange, rows = 2, ...field }: Props) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className={classes.label}>
        {label} <span>{hint}</span>
      </label>
      <textarea
        {...field}
        id={id}
        className={classes.text}
        rows={rows}
        onChange={(event) => onChange(event.target.value)}
      />
    </>
  );
}
