import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import classes from './search-field.module.css';

interface Props {
  /** Placeholder and accessible name: what can be searched for. */
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A search box that reports 250 ms after the last key, at once on Enter, and empties on Escape. */
export function SearchField({ label, value, onChange }: Props) {
  const [text, setText] = useState(value);
  const reported = useRef(value);
  useEffect(() => {
    // Back and forward change the value from outside; what is being typed wins until it was reported.
    if (value !== reported.current) {
      reported.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === reported.current) return;
    const timer = setTimeout(() => {
      if (text === reported.current) return; // Enter was quicker
      reported.current = text;
      onChange(text);
    }, 250);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  const report = (next: string) => {
    reported.current = next;
    setText(next);
    onChange(next);
  };
  return (
    <div className={classes.field}>
      <IconSearch size={16} stroke={1.75} aria-hidden="true" />
      <input
        type="search"
        className={classes.input}
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') report(text);
          if (event.key === 'Escape' && text) report('');
        }}
      />
    </div>
  );
}
