import classes from './avatar.module.css';

const TONES = ['sales', 'message', 'timing', 'logic', 'data'] as const;

/** A person's initials on a colour that follows from their id, so it is the same everywhere. Decorative: the name stands beside it. */
export function Avatar({ id, name, size = 22 }: { id: string; name: string; size?: 18 | 22 | 32 | 48 }) {
  return (
    <span className={classes.avatar} data-category={toneOf(id)} data-size={size} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** "Aino Virtanen" → "AV", "priya@brightwater.example" → "PR", "Cher" → "CH". */
export function initialsOf(name: string): string {
  const words = name
    .replace(/@.*/, '')
    .split(/[\s._-]+/)
    .filter(Boolean);
  const [first = '', ...others] = words;
  const last = others.at(-1);
  const letters = last ? `${[...first][0] ?? ''}${[...last][0] ?? ''}` : [...first].slice(0, 2).join('');
  return letters.toLocaleUpperCase();
}

/** One of five tones, by a small hash of the id. */
export function toneOf(id: string): (typeof TONES)[number] {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return TONES[hash % TONES.length] ?? 'sales';
}
