import type { Form } from '@trellis/shared/api/forms.ts';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { CopyField } from '../../../ui/copy-field.tsx';
import { SealedFrame } from '../../../ui/sealed-frame.tsx';
import { embedCode } from './embed-code.ts';
import classes from './forms.module.css';

/** The code for a page, to copy, and the form as a plain page shows it. */
export function FormEmbed({ form }: { form: Form }) {
  const { t } = useTranslation();
  const code = embedCode(form, { send: t('forms.sendLabel'), leaveEmpty: t('forms.leaveEmpty') });
  return (
    <>
      <section className={classes.part} aria-label={t('forms.code')}>
        <header className={classes.head}>
          <h3 className={classes.heading}>{t('forms.code')}</h3>
          <span className={classes.hint}>{t('forms.codeHint')}</span>
          <CopyButton text={code} label={t('forms.copyCode')} size="bar" />
        </header>
        <CodeBlock label={t('forms.codeLabel')}>{code}</CodeBlock>
        <div className={classes.address}>
          <CopyField label={t('forms.url')} value={form.url} copyLabel={t('forms.copyUrl')} />
        </div>
      </section>
      <section className={classes.part} aria-label={t('forms.preview')}>
        <header className={classes.head}>
          <h3 className={classes.heading}>{t('forms.preview')}</h3>
          <span className={classes.hint}>{t('forms.previewHint')}</span>
        </header>
        <SealedFrame
          className={classes.preview}
          title={t('forms.preview')}
          html={pageOf(code)}
          style={{ height: BARE + ROW * form.fields.length }}
        />
      </section>
    </>
  );
}

/** Of the preview: button and words, and one field with its label, px. */
const BARE = 150;
const ROW = 70;

/** White like paper in both themes, as mails are: it stands in somebody else's page. */
const pageOf = (code: string): string => `<style>
body{margin:0;padding:20px 24px;background:#fff;color:#1c211d;font:14px/22px system-ui,sans-serif}
label{display:block;margin:0 0 12px;max-width:340px}input{display:block;box-sizing:border-box;width:100%;padding:7px 10px;border:1px solid #8f9490;border-radius:6px;font:inherit}
p{max-width:420px;margin:4px 0 12px;color:#4a504b}button{padding:7px 16px;border:0;border-radius:6px;background:#1d3f66;color:#fff;font:inherit;font-weight:600}
</style>${code}`;
