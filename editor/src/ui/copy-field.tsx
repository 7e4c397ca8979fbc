import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button.tsx';
import classes from './copy-field.module.css';

interface Props {
  label: string;
  hint?: string;
  value: string;
  copyLabel: string;
  /** Hidden behind dots after this many characters until shown. */
  maskAfter?: number;
}

/** A value to copy, read-only; a secret one is masked until shown. Copying always takes the whole value. */
export function CopyField({ label, hint, value, copyLabel, maskAfter }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const id = useId();
  const masked = maskAfter !== undefined && !shown;
  return (
    <div>
      <div className={classes.label}>
        <label htmlFor={id}>{label}</label>
        {hint && <span className={classes.hint}>{hint}</span>}
      </div>
      <div className={classes.field}>
        <input
          id={id}
          className={classes.value}
          readOnly
          value={masked ? `${value.slice(0, maskAfter)}••••••••` : value}
        />
        {maskAfter !== undefined && (
          <button type="button" className={classes.show} aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? t('copy.hide') : t('copy.show')}
          </button>
        )}
        <CopyButton text={value} label={copyLabel} iconOnly />
      </div>
    </div>
  );
}
