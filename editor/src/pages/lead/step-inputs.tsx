import { useQuery } from '@tanstack/react-query';
import { fieldWords } from '@trellis/shared/condition/sentence.ts';
import { zoneWords } from '@trellis/shared/schedule/explain.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { timeline } from '../../i18n/en/leads.ts';
import { KeyValueList } from '../../ui/key-value.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';

type Known = keyof typeof timeline.input;
type Source = keyof typeof timeline.zoneFrom;

/** Instants among the inputs of a decision, epoch ms of workspace time. */
const MOMENTS: ReadonlySet<string> = new Set(['since', 'until', 'opensAt', 'giveUpAt']);
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** What a decision saw, in words: times in the reader’s zone, things by their names; what only its own type knows stands as it was recorded. */
export function StepInputs({ inputs }: { inputs: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const { query } = useApi();
  const names = 'workflow' in inputs || 'segment' in inputs;
  const things = useQuery(query.catalog.things.queryOptions({ staleTime: 60_000, enabled: names }));
  const label = (key: string) =>
    Object.hasOwn(timeline.input, key) ? t(`timeline.input.${key as Known}`) : capital(fieldWords(key)); // its own key, just checked
  const words = (key: string, value: unknown): string => {
    if (MOMENTS.has(key) && typeof value === 'number') return format.moment(value);
    if (typeof value === 'string' && ISO.test(value) && !Number.isNaN(Date.parse(value))) return format.moment(value);
    if (key === 'zone' && typeof value === 'string') {
      const from = String(inputs.zoneFrom);
      const zone = zoneWords(value);
      return Object.hasOwn(timeline.zoneFrom, from)
        ? t('timeline.zoneOf', { zone, source: t(`timeline.zoneFrom.${from as Source}`) }) // its own key, just checked
        : zone;
    }
    const list = key === 'workflow' ? things.data?.workflows : key === 'segment' ? things.data?.segments : undefined;
    const named = list?.find(({ id }) => id === value)?.name;
    if (named) return named;
    if (value === null || value === undefined) return t('timeline.noInput');
    if (typeof value === 'boolean') return value ? t('inspector.condition.true') : t('inspector.condition.false');
    if (Array.isArray(value)) return value.map((one) => words('', one)).join(', ');
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  const rows = Object.entries(inputs).filter(([key]) => key !== 'zoneFrom');
  return <KeyValueList rows={rows.map(([key, value]) => ({ label: label(key), value: words(key, value) }))} />;
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
