export const why = {
  title: 'Why, or why not',
  intro: 'Ask the log why this lead is, was or never was somewhere.',
  workflow: 'Workflow',
  choose: 'Choose a workflow',
  step: 'Step',
  entered: 'Entered it at all',
  what: 'the answer',
  asking: 'Reading the log',
  answer: { yes: 'Yes', 'not-yet': 'Not yet', no: 'No' },
  facts: 'Evidence',
  speaks: { for: 'Speaks for it', against: 'Speaks against it', neither: 'Beside it' },
  run: 'Open the run',
} as const;
