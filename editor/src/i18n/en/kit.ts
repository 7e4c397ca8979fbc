/** Words of the parts in src/ui, used on every page. */
export const kit = {
  loading: 'Loading',
  cancel: 'Cancel',
  pageTitle: '{{title}} · Trellis',
  breadcrumbs: 'Breadcrumbs',
  copy: {
    copied: 'Copied',
    failed: 'Not copied, select and copy by hand',
    show: 'Show',
    hide: 'Hide',
  },
  errors: {
    notShown: '{{what}} could not be shown',
    missing: '{{what}} could not be found',
    retry: 'Try again',
    unreachable: 'Trellis does not answer.',
    unreachableAdvice: 'Check that it is running and that you are connected, then try again.',
    unknownAdvice: 'Reload the page. If it happens again, quote the code below.',
    signInAdvice: 'Sign in again; what you typed here stays.',
    roleAdvice: 'Ask a workspace owner for a role that may do this.',
    missingAdvice: 'It may have been deleted, or belong to another workspace.',
    slowAdvice: 'Too many requests at once. Wait a minute, then try again.',
    serverAdvice: 'The fault is on the server. Try again; if it stays, look into its log for the code below.',
  },
  sandbox: {
    label: 'Sandbox clock',
    nothingLeaves: 'Sandbox: nothing leaves this machine',
    speed: '1 day = {{length}} in this workspace.',
    faster: 'Waits run {{factor}} times faster, mail stays on this machine.',
    time: 'Sandbox time: {{moment}}',
    change: 'Change speed…',
  },
} as const;
