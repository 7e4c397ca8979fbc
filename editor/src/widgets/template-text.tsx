import { Menu, Textarea, TextInput } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MailFrame } from '../ui/mail-frame.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** A text with Liquid in it: one line, or several with a preview as a lead would get it. Variables go in where the cursor stands. */
export function TemplateTextWidget({
  id,
  schema,
  value,
  onChange,
  disabled,
  invalid,
  describedBy,
  required,
  config,
  label,
}: WidgetProps) {
  const { t } = useTranslation();
  const text = asText(value);
  const [view, setView] = useState<'write' | 'preview'>('write');
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const write = (next: string) => onChange(next === '' && !required ? undefined : next);
  const insert = (variable: string) => {
    const field = input.current;
    const from = field?.selectionStart ?? text.length;
    const to = field?.selectionEnd ?? from;
    write(text.slice(0, from) + variable + text.slice(to));
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + variable.length, from + variable.length);
    });
  };
  const shared = {
    id,
    value: text,
    disabled,
    error: invalid,
    'aria-describedby': describedBy,
    'aria-required': required,
  };
  // Only several lines make a mail; what a webhook sends has no preview.
  const mail = schema.multiline === true && typeof config.subject === 'string';
  return (
    <div>
      {schema.multiline ? (
        <>
          {view === 'write' ? (
            <Textarea
              {...shared}
              ref={input}
              autosize
              minRows={6}
              maxRows={22}
              classNames={{ input: classes.prose }}
              onChange={(event) => write(event.currentTarget.value)}
            />
          ) : (
            <Preview config={config} body={text} label={label} />
          )}
          <div className={classes.actions}>
            {mail && (
              <Segmented
                label={t('inspector.template.view')}
                value={view}
                segments={[
                  { value: 'write', label: t('inspector.template.write') },
                  { value: 'preview', label: t('inspector.template.preview') },
                ]}
                onChange={setView}
              />
            )}
            <span className={classes.grow} />
            {!disabled && view === 'write' && <Variables onChoose={insert} wide />}
          </div>
        </>
      ) : (
        <TextInput
          {...shared}
          ref={input}
          rightSection={disabled ? undefined : <Variables onChoose={insert} />}
          onChange={(event) => write(event.currentTarget.value)}
        />
      )}
    </div>
  );
}

function Variables({ onChoose, wide = false }: { onChoose: (variable: string) => void; wide?: boolean }) {
  const { t } = useTranslation();
  const { leadFields, steps } = useFormSources();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={wide ? classes.insertWide : classes.insert}
          aria-label={t('inspector.template.insertLabel')}
          title={t('inspector.template.insertLabel')}
        >
          <IconBraces size={14} stroke={1.75} aria-hidden="true" />
          {wide && t('inspector.template.insert')}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <Menu.Label>{t('inspector.template.groups.lead')}</Menu.Label>
        {leadFields
          .filter((field) => !field.name.startsWith('consent'))
          .map((field) => (
            <Menu.Item key={field.name} onClick={() => onChoose(variableOf(field.name, field.kind))}>
              {field.label ?? field.name}
            </Menu.Item>
          ))}
        {steps.length > 0 && <Menu.Label>{t('inspector.condition.sources.output')}</Menu.Label>}
        {steps.map((step) => (
          <Menu.Item key={step.id} onClick={() => onChoose(`{{ output.${step.id}. }}`)}>
            {step.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** `{{ lead.firstName | default: "" }}`: texts get an empty fallback to fill in, so that a lead without the field still gets the mail. */
function variableOf(name: string, kind: string): string {
  return kind === 'text' && name !== 'email' ? `{{ lead.${name} | default: "" }}` : `{{ lead.${name} }}`;
}

/** The mail as the server renders it; asked for again when the text rests for half a second. */
function Preview({ config, body, label }: { config: Readonly<Record<string, unknown>>; body: string; label: string }) {
  const { t } = useTranslation();
  const { previewMail } = useFormSources();
  const subject = asText(config.subject);
  const preheader = asText(config.preheader);
  const [state, setState] = useState<{ html: string; subject: string } | { error: string } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      previewMail({ subject, body, ...(preheader ? { preheader } : {}) }, abort.signal).then(
        setState,
        (error: unknown) => {
          if (!abort.signal.aborted) setState({ error: error instanceof Error ? error.message : String(error) });
        },
      );
    }, 500);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [previewMail, subject, preheader, body]);
  if (state === null) return <div className={classes.waiting} role="status" aria-label={t('inspector.loading')} />;
  if ('error' in state) {
    return (
      <p className={classes.previewError} role="alert">
        {t('inspector.template.previewFailed', { message: state.error })}
      </p>
    );
  }
  return (
    <figure className={classes.preview}>
      <figcaption>
        <b>{state.subject}</b>
        <span>{t('inspector.template.sample')}</span>
      </figcaption>
      <MailFrame title={`${label}: ${t('inspector.template.previewTitle')}`} html={state.html} />
    </figure>
  );
}
