import { type CSSVariablesResolver, createTheme } from '@mantine/core';
import { COLOR_TUPLES } from './color-tuples.ts';
import classes from './mantine.module.css';

/** Mantine's own variables, pointed at the `--tr-*` tokens of tokens.css; the tokens change with the scheme, these do not. */
const POINTERS: Record<string, string> = {
  '--mantine-color-body': 'var(--tr-bg)',
  '--mantine-color-text': 'var(--tr-text)',
  '--mantine-color-bright': 'var(--tr-text)',
  '--mantine-color-dimmed': 'var(--tr-text-3)',
  '--mantine-color-placeholder': 'var(--tr-text-3)',
  '--mantine-color-default': 'var(--tr-surface)',
  '--mantine-color-default-hover': 'var(--tr-hover)',
  '--mantine-color-default-color': 'var(--tr-text)',
  '--mantine-color-default-border': 'var(--tr-line-strong)',
  '--mantine-color-error': 'var(--tr-danger-text)',
  '--mantine-color-success': 'var(--tr-brand-text)',
  '--mantine-color-anchor': 'var(--tr-brand-text)',
  '--mantine-color-disabled': 'var(--tr-active)',
  '--mantine-color-disabled-color': 'var(--tr-text-3)',
  '--mantine-color-disabled-border': 'var(--tr-line)',
  '--mantine-primary-color-contrast': 'var(--tr-on-brand)',
  '--mantine-primary-color-filled': 'var(--tr-brand)',
  '--mantine-primary-color-filled-hover': 'var(--tr-brand-hover)',
  '--mantine-primary-color-light': 'var(--tr-brand-soft)',
  '--mantine-primary-color-light-hover': 'var(--tr-brand-soft)',
  '--mantine-primary-color-light-color': 'var(--tr-brand-text)',
  '--mantine-color-vine-filled': 'var(--tr-brand)',
  '--mantine-color-vine-filled-hover': 'var(--tr-brand-hover)',
  '--mantine-color-vine-light': 'var(--tr-brand-soft)',
  '--mantine-color-vine-light-color': 'var(--tr-brand-text)',
  '--mantine-color-vine-contrast': 'var(--tr-on-brand)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: POINTERS, dark: POINTERS });

/** The Mantine theme: base 13 px, radius 6, Inter; heights and paddings of fields, menus and tooltips as in mantine.module.css. */
export const theme = createTheme({
  primaryColor: 'vine',
  primaryShade: { light: 7, dark: 5 },
  colors: COLOR_TUPLES,
  defaultRadius: 6,
  fontFamily: 'var(--tr-font)',
  fontFamilyMonospace: 'var(--tr-mono)',
  fontSizes: { xs: '11px', sm: '13px', md: '13px', lg: '14px', xl: '18px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '20px', xl: '24px' },
  spacing: { xs: '6px', sm: '8px', md: '12px', lg: '16px', xl: '20px' },
  shadows: {
    xs: 'var(--tr-sh-1)',
    sm: 'var(--tr-sh-2)',
    md: 'var(--tr-sh-3)',
    lg: 'var(--tr-sh-3)',
    xl: 'var(--tr-sh-4)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Input: { defaultProps: { size: 'sm' }, classNames: { input: classes.input, section: classes.section } },
    InputWrapper: {
      classNames: { label: classes.label, description: classes.description, error: classes.error },
      defaultProps: { inputWrapperOrder: ['label', 'input', 'error', 'description'] },
    },
    Select: { defaultProps: { checkIconPosition: 'right', maxDropdownHeight: 280 } },
    Checkbox: {
      defaultProps: { size: 'xs', radius: 4 },
      classNames: { input: classes.checkbox, label: classes.inline },
    },
    Switch: {
      defaultProps: { size: 'xs', withThumbIndicator: false },
      classNames: { track: classes.track, label: classes.inline },
    },
    Combobox: { classNames: { dropdown: classes.dropdown, option: classes.item } },
    Menu: {
      defaultProps: {
        withInitialFocusPlaceholder: false,
        shadow: 'md',
        position: 'bottom-start',
        offset: 4,
        transitionProps: { transition: 'pop', duration: 120 },
      },
      classNames: { dropdown: classes.dropdown, item: classes.item, label: classes.menuLabel },
    },
    Popover: { defaultProps: { shadow: 'md', offset: 6 }, classNames: { dropdown: classes.popover } },
    Tooltip: {
      defaultProps: { offset: 6, openDelay: 350, events: { hover: true, focus: true, touch: true } },
      classNames: { tooltip: classes.tooltip },
    },
    Modal: {
      defaultProps: { radius: 14, centered: true, transitionProps: { transition: 'fade-up', duration: 200 } },
      classNames: {
        content: classes.dialog,
        overlay: classes.scrim,
        header: classes.header,
        title: classes.dialogTitle,
      },
    },
    Drawer: {
      defaultProps: { padding: 16 },
      classNames: {
        overlay: classes.scrim,
        content: classes.drawer,
        header: classes.drawerHeader,
        title: classes.drawerTitle,
      },
    },
  },
});
