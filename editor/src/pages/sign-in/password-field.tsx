import { TextInput, type TextInputProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import classes from './password-field.module.css';

/** A password with a "Show" button inside the field. */
export function PasswordField(props: TextInputProps) {
  const { t } = useTranslation();
  const [shown, { toggle }] = useDisclosure(false);
  return (
    <TextInput
      {...props}
      type={shown ? 'text' : 'password'}
      rightSectionWidth={52}
      rightSection={
        <button
          type="button"
          className={classes.show}
          aria-pressed={shown}
          aria-label={shown ? t('signIn.hidePassword') : t('signIn.showPassword')}
          onClick={toggle}
        >
          {shown ? t('signIn.hide') : t('signIn.show')}
        </button>
      }
    />
  );
}
