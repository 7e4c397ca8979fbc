import { describe, expect } from 'vitest';
import { testVersionRows, type VersionRow } from '../testing/test-version-rows.ts';
import { days, versionGraph } from '../testing/version-rows.ts';

/*
 * 3.V2 with branches side by side: given → what is logged after the move → how the run stands then.
 */

const twoBranches = 'start>fork fork.a>wait fork.b>wait2 wait>mail wait2>join mail>join join>mail2';
const waits = { wait: { duration: days(5) }, wait2: { duration: days(1) } };

const ROWS: VersionRow[] = [
  [
    'a person’s target is where it goes, as one token',
    { from: versionGraph(twoBranches, waits), to: versionGraph(twoBranches, waits), target: 'mail2' },
    ['mail2 rest: Sends “Hello”', 'mail2 left next→: Done'],
    ({ migrated }) => expect(migrated).toMatchObject({ moves: [{ to: 'mail2' }, { givenUp: true }] }),
  ],
  [
    'branches stay side by side while their fork is there',
    {
      from: versionGraph(twoBranches, waits),
      to: versionGraph(twoBranches, { ...waits, wait: { duration: days(6) } }),
      after: 30,
    },
    [expect.stringMatching(/^wait rest/)],
    ({ state }) =>
      expect(state?.tokens.map(({ node, at: how }) => `${how} ${node}`)).toEqual(['waiting wait', 'joined join']),
  ],
  [
    'without the fork they become one, the branch that is furthest back, and nothing is sent twice',
    {
      from: versionGraph(twoBranches, waits),
      to: versionGraph('start>wait wait>mail mail>mail2', waits),
      after: 30,
      later: 24 * 6,
    },
    [
      'wait left next→mail: Time over',
      'mail rest: Sends “Hello”',
      'mail left next→mail2: Done',
      'mail2 rest: Sends “Hello”',
      'mail2 left next→: Done',
    ],
    ({ sends, migrated }) => {
      expect(sends).toEqual(['mail', 'mail2']);
      expect(migrated).toMatchObject({ moves: [{ node: 'wait' }, { node: 'join', givenUp: true }] });
    },
  ],
  [
    'two branches that are gone come to what followed both once',
    {
      from: versionGraph('start>fork fork.a>wait fork.b>wait2 wait>mail wait2>mail mail>end', waits),
      to: versionGraph('start>fork fork.a>mail fork.b>mail mail>end'),
    },
    ['mail rest: Sends “Hello”', 'mail left next→end: Done', 'end left: '],
    ({ sends }) => expect(sends).toEqual(['mail']),
  ],
  [
    'a join that needs only the first now lets the one that came go on',
    {
      from: versionGraph(twoBranches, waits),
      to: versionGraph(twoBranches, { ...waits, join: { need: 'any' } }),
      after: 30,
    },
    [
      'wait ended: Given up: the join went on without it',
      expect.stringMatching(/^join left next→mail2: 1 of 2 branches came/),
      'mail2 rest: Sends “Hello”',
      'mail2 left next→: Done',
    ],
  ],
];

describe('3.V2 a run of several branches that is moved to another version', () => testVersionRows(ROWS));
