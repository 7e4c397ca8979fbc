import { IconArrowRight, IconSwitchHorizontal } from '@tabler/icons-react';
import type { VersionChange } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';
import type { VersionView } from '../canvas/workflow-api.ts';
import { formatCount } from '../ui/format-number.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { changeKey } from './change-key.ts';
import { ChangeMark, ChangeWords } from './change-words.tsx';
import classes from './compare-card.module.css';
import { SidePicker } from './side-picker.tsx';
import type { Side } from './sides.ts';

interface Props {
  from: VersionView;
  to: Side;
  versions: readonly VersionView[];
  changes: readonly VersionChange[];
  /** Steps that are in both and do the same. */
  same: number;
  chosen: string | null;
  onChoose: (key: string) => void;
  onSides: (sides: { from: string; to: string }) => void;
  toId: string;
}

/** Floats over the drawing: which two, how much differs, and each difference in a line. */
export function CompareCard({ from, to, versions, changes, same, chosen, onChoose, onSides, toId }: Props) {
  const { t } = useTranslation();
  const fromName = t('compare.version', { version: from.number });
  const toName = to.kind === 'draft' ? t('compare.inDraft') : t('compare.version', { version: to.version.number });
  const count = (kind: VersionChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const counts = (['new', 'gone', 'changed'] as const).filter((kind) => count(kind) > 0);
  const twice = from.id === toId;
  return (
    <section className={classes.card} data-hud="" aria-label={t('compare.list')}>
      <div className={classes.pickers}>
        <SidePicker
          label={t('compare.from')}
          value={{ kind: 'version', version: from }}
          versions={versions}
          withDraft={false}
          onChoose={(id) => onSides({ from: id, to: toId })}
        />
        <IconArrowRight size={14} stroke={1.75} className={classes.arrow} aria-hidden="true" />
        <SidePicker
          label={t('compare.to')}
          value={to}
          versions={versions}
          withDraft
          onChoose={(id) => onSides({ from: from.id, to: id })}
        />
        {to.kind === 'version' && (
          <IconButton
            label={t('compare.swap')}
            icon={<IconSwitchHorizontal size={16} stroke={1.75} />}
            onClick={() => onSides({ from: to.version.id, to: from.id })}
          />
        )}
      </div>
      <div className={classes.counts}>
        {counts.map((kind) => (
          <CountWords key={kind} kind={kind} n={count(kind)} />
        ))}
        <span className={classes.same}>{t('compare.count.same', { n: formatCount(same) })}</span>
        {changes.length > 0 && (
          <span className={classes.keys} title={t('compare.keys')}>
            <Kbd>J</Kbd>
            <Kbd>K</Kbd>
          </span>
        )}
      </div>
      {changes.length === 0 ? (
        <p className={classes.nothing}>{twice ? t('compare.nothingSame') : t('compare.nothing')}</p>
      ) : (
        <ul className={classes.list}>
          {changes.map((change) => {
            const key = changeKey(change);
            return (
              <li key={key}>
                <button
                  type="button"
                  className={classes.change}
                  aria-current={key === chosen || undefined}
                  onClick={() => onChoose(key)}
                >
                  <ChangeMark kind={change.kind} strong={key === chosen} />
                  <span className={classes.name}>{change.name}</span>
                  <ChangeWords change={change} brief />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {changes.length > 0 && (
        <ul className={classes.legend}>
          {(['new', 'changed', 'gone'] as const).map((kind) => (
            <li key={kind}>
              <i data-kind={kind} aria-hidden="true" />
              {t(`compare.legend.${kind}`, { from: fromName, to: toName })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function CountWords({ kind, n }: { kind: VersionChange['kind']; n: number }) {
  const { t } = useTranslation();
  const count = formatCount(n);
  const [before = '', after = ''] = t(`compare.count.${kind}`, { n: count }).split(count);
  return (
    <span>
      {before}
      <b>{count}</b>
      {after}
    </span>
  );
}
