import { MIN_PASSWORD } from '@trellis/shared/api/password.ts';
import { useTranslation } from 'react-i18next';
import classes from './password-strength.module.css';

const STRONG_PASSWORD = 16;

/** A meter under a new password: how long it is, and whether that is enough. Length is what counts. */
export function PasswordStrength({ password }: { password: string }) {
  const { t } = useTranslation();
  const length = [...password].length;
  const varied = new Set(password).size >= 6;
  const share = Math.min(1, length / (STRONG_PASSWORD + 3)) * (varied ? 1 : 0.5);
  const words = () => {
    if (length < MIN_PASSWORD) return t('signIn.strength.short', { count: MIN_PASSWORD - length });
    return length >= STRONG_PASSWORD && varied
      ? t('signIn.strength.strong', { length })
      : t('signIn.strength.fair', { length });
  };
  return (
    <div className={classes.strength}>
      <div className={classes.meter}>
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <span aria-live="polite">{words()}</span>
    </div>
  );
}
