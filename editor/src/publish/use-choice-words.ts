import type { MoveChoice } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';

/** Gives a choice in words: “Stay on v7”, “Migrate now”. Without an old version: “Stay on their version”. */
export function useChoiceWords(version: number): (choice: MoveChoice, old?: number) => string {
  const { t } = useTranslation();
  return (choice, old) => {
    if (choice === 'stay') return old === undefined ? t('publish.choice.stayMixed') : t('publish.choice.stay', { old });
    return choice === 'restart' ? t('publish.choice.restart', { version }) : t(`publish.choice.${choice}`);
  };
}
