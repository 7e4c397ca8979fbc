import { useTranslation } from 'react-i18next';
import type { Problem } from './problem.ts';

/** Turns a problem into a sentence and an advice in the reader's language; the server's own words come first. */
export function useProblemText(): (problem: Problem) => { sentence: string; advice: string } {
  const { t } = useTranslation();
  return (problem) => {
    if (problem.status === 0) {
      return problem.code === 'api.unreachable'
        ? { sentence: t('errors.unreachable'), advice: t('errors.unreachableAdvice') }
        : { sentence: problem.title, advice: t('errors.unknownAdvice') };
    }
    const advice = () => {
      if (problem.status === 401) return t('errors.signInAdvice');
      if (problem.status === 403) return t('errors.roleAdvice');
      if (problem.status === 404) return t('errors.missingAdvice');
      if (problem.status === 429) return t('errors.slowAdvice');
      return problem.status >= 500 ? t('errors.serverAdvice') : '';
    };
    return { sentence: problem.title, advice: problem.detail ?? advice() };
  };
}
