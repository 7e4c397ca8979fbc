import { Select, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { DELIMITERS, encodingSchema, type Import, type ImportMapping } from '@trellis/shared/api/imports.ts';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { fileSize } from './file-size.ts';
import { ImportCheck } from './import-check.tsx';
import classes from './imports.module.css';
import table from './mapping.module.css';
import { MappingRow } from './mapping-row.tsx';
import { isAttribute } from './mapping-targets.ts';

/** Changes rest so long before the file is looked at again, ms. */
const REST_MS = 300;

/** An import that is ready: how the file is written, what its columns become, and what will happen. */
export function Mapping({ import: file, onCancel }: { import: Import; onCancel: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const input = { importId: file.id };
  const preview = useMutation(query.imports.preview.mutationOptions());
  const seen = useQuery(query.imports.preview.queryOptions({ input, staleTime: Number.POSITIVE_INFINITY }));
  const reread = (told: { delimiter?: (typeof DELIMITERS)[number]; encoding?: Import['encoding'] }) => {
    const { delimiter, encoding } = file;
    const known = DELIMITERS.find((one) => one === delimiter);
    preview.mutate(
      { ...input, encoding, ...(known ? { delimiter: known } : {}), ...told },
      {
        onSuccess: (answer) => {
          queryClient.setQueryData(query.imports.preview.queryKey({ input }), answer);
          queryClient.setQueryData(query.imports.get.queryKey({ input }), answer.import);
        },
      },
    );
  };
  const read = seen.data?.import;
  useEffect(() => {
    // Having been looked at, it is ready, and everybody on this page should know.
    if (read) queryClient.setQueryData(query.imports.get.queryKey({ input: { importId: read.id } }), read);
  }, [read, query, queryClient]);
  if (seen.isError)
    return <ErrorState error={seen.error} what={t('imports.whatOne')} onRetry={() => void seen.refetch()} />;
  if (!seen.data) return null;
  const { delimiter, encoding, rows } = seen.data;
  return (
    <>
      <div className={classes.written}>
        <span className={classes.facts}>{fileSize(file.size, t)}</span>
        <Select
          label={t('imports.map.delimiter')}
          data={DELIMITERS.map((value) => ({ value, label: t(`imports.map.delimiters.${value}`) }))}
          value={delimiter}
          allowDeselect={false}
          disabled={preview.isPending}
          onChange={(next) => {
            const known = DELIMITERS.find((one) => one === next);
            if (known) reread({ delimiter: known });
          }}
        />
        <Select
          label={t('imports.map.encoding')}
          data={encodingSchema.options.map((value) => ({ value, label: t(`imports.map.encodings.${value}`) }))}
          value={encoding}
          allowDeselect={false}
          disabled={preview.isPending}
          onChange={(next) => {
            const known = encodingSchema.options.find((one) => one === next);
            if (known) reread({ encoding: known });
          }}
        />
        <FormProblem error={preview.error} />
      </div>
      <Columns key={`${delimiter} ${encoding}`} import={seen.data.import} rows={rows} onCancel={onCancel} />
    </>
  );
}

function Columns({
  import: file,
  rows,
  onCancel,
}: {
  import: Import;
  rows: readonly (readonly string[])[];
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const fields = useQuery(query.catalog.leadFields.queryOptions({ staleTime: 60_000 }));
  const [mapping, setMapping] = useState<ImportMapping>(file.mapping);
  const [wording, setWording] = useState(file.wording ?? '');
  const [asked] = useDebouncedValue({ mapping, wording }, REST_MS);
  const withWording = (one: { mapping: ImportMapping; wording: string }) => ({
    importId: file.id,
    mapping: one.mapping,
    ...(one.wording.trim() ? { wording: one.wording } : {}),
  });
  const check = useQuery(
    query.imports.check.queryOptions({ input: withWording(asked), placeholderData: keepPreviousData, gcTime: 0 }),
  );
  const start = useMutation(query.imports.start.mutationOptions());
  const taken = new Set(mapping.flatMap((column) => (column ? [column.to] : [])));
  const attributes = (fields.data?.items ?? []).map(({ name, label }) => ({ name, label: label ?? name }));
  const set = (index: number, column: ImportMapping[number]) =>
    setMapping((before) => before.map((one, at) => (at === index ? column : one)));
  const current = asked.mapping === mapping && asked.wording === wording && !check.isPlaceholderData;
  const problem = current ? check.data?.problem : undefined;
  return (
    <>
      <section className={classes.block} aria-label={t('imports.map.title')}>
        <h2 className={classes.heading}>{t('imports.map.title')}</h2>
        <p className={classes.lead}>{t('imports.map.lead')}</p>
        <table className={table.table} aria-label={t('imports.map.table')}>
          <thead>
            <tr>
              <th scope="col">{t('imports.map.column')}</th>
              <th scope="col" data-secondary>
                {t('imports.map.values')}
              </th>
              <th scope="col">{t('imports.map.becomes')}</th>
              <th scope="col">{t('imports.map.readAs')}</th>
              <th scope="col" data-secondary>
                {t('imports.map.read')}
              </th>
            </tr>
          </thead>
          <tbody>
            {file.columns.map((name, index) => (
              <MappingRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a file may name two columns alike, and they never move
                key={index}
                name={name}
                values={rows.map((row) => row[index] ?? '')}
                reads={(check.data?.reads ?? []).map((row) => row[index] ?? null)}
                column={mapping[index] ?? null}
                taken={taken}
                attributes={attributes.filter(({ name: field }) => !isAttribute(field))}
                onChange={(column) => set(index, column)}
              />
            ))}
          </tbody>
        </table>
        {taken.has('consent.email') && (
          <Textarea
            className={classes.wording ?? ''}
            label={t('imports.map.wording')}
            description={t('imports.map.wordingHint')}
            placeholder={t('imports.map.wordingPlaceholder')}
            autosize
            minRows={2}
            maxLength={2_000}
            value={wording}
            onChange={(event) => setWording(event.currentTarget.value)}
          />
        )}
      </section>
      <ImportCheck check={check} />
      <div className={classes.foot}>
        <Button
          look="primary"
          busy={start.isPending}
          blocked={!current || !check.data || problem !== null}
          onClick={() =>
            start.mutate(withWording({ mapping, wording }), {
              onSuccess: (now) =>
                queryClient.setQueryData(query.imports.get.queryKey({ input: { importId: file.id } }), now),
            })
          }
        >
          {t('imports.start')}
        </Button>
        <Button look="ghost" onClick={onCancel}>
          {t('imports.discard')}
        </Button>
        <span className={classes.why} role="status">
          {problem}
        </span>
        <FormProblem error={start.error} />
      </div>
    </>
  );
}
