import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './connection-notice.module.css';

/** A restart takes a second or two and needs no words. */
const QUIET_MS = 3000;

/** Says that what is on screen may be old; mounted only while the line is broken. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status">
      {late && (
        <p className={classes.notice}>
          <IconCloudOff size={16} stroke={1.75} aria-hidden="true" />
          {t('shell.lost')}
        </p>
      )}
    </div>
  );
}
