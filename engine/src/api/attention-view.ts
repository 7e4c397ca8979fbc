import type { AttentionCause } from '@trellis/shared/api/attention.ts';
import { type CauseRow, FAILURE_PARTS } from '../db/queries/attention.ts';

/** A cause as people read it, with what to do; `at` turns a real instant into workspace time. */
export function toCause(row: CauseRow, at: (real: string) => string): AttentionCause {
  const { kind, code, runs, parked, firstSeen, lastSeen, detail, nextTryAt, parksAt } = row;
  const failures = Array.from(
    { length: FAILURE_PARTS },
    (_, part) => row.failures.find((one) => one.part === part)?.n ?? 0,
  );
  const places = row.places.map(({ name, type, ...place }) => ({
    ...place,
    name: name ?? place.nodeId,
    type: type ?? 'unknown',
  }));
  const where = places.length === 1 ? `“${places[0]?.name}”` : undefined;
  const words = wordsOf(code, kind);
  return {
    key: `${kind}:${code}`,
    kind,
    code,
    title: where ? `${where}: ${lowerFirst(words.title)}` : words.title,
    text: textOf(row),
    detail,
    nextTryAt,
    parksAt,
    runs,
    parked,
    firstSeen: at(firstSeen),
    lastSeen: at(lastSeen),
    places,
    failures: failures.some((n) => n > 0) && firstSeen !== lastSeen ? failures : [],
    who: row.who.map((one) => ({ ...one, at: at(one.at) })),
    steps: [words.step, lastStep(kind, runs, parked)],
    filter: kind === 'failing' ? { code } : { status: 'active' },
    fix: kind === 'stuck' ? null : parked > 0 ? 'retry' : 'run-now',
  };
}

function textOf({ kind, runs, parked }: CauseRow): string {
  if (kind === 'stuck') return 'Should have moved on, and did not although called several times';
  if (parked === 0) return 'Tried again with growing gaps';
  if (parked === runs) return 'Parked: they go on only when a person says so';
  return `${parked} parked, ${runs - parked} still tried again with growing gaps`;
}

function lastStep(kind: CauseRow['kind'], runs: number, parked: number): AttentionCause['steps'][number] {
  if (kind === 'stuck')
    return {
      title: 'Open one of the runs',
      text: 'Move it to another step, or take it out. The rest follow the same way.',
    };
  const many = runs === 1 ? 'the run' : `the ${runs} runs`;
  const stands = runs === 1 ? 'it stands' : 'they stand';
  return parked > 0
    ? {
        title: `Resume ${many} where ${stands}`,
        text: 'Each repeats only what failed. Nothing that went out is sent again.',
      }
    : { title: `Try ${many} again now`, text: 'Or leave them: each is tried again by itself.' };
}

interface Words {
  title: string;
  step: AttentionCause['steps'][number];
}

/** What a cause means and what mends it. Codes of providers fall into families. */
function wordsOf(code: string, kind: CauseRow['kind']): Words {
  if (kind === 'stuck')
    return {
      title: 'No progress past the expected time',
      step: {
        title: 'See whether a worker runs',
        text: 'The page /ready of each process and its log name what is missing.',
      },
    };
  const status = /(?:^|[^0-9])([45]\d\d)(?:[^0-9]|$)/.exec(code)?.[1];
  const known = KNOWN[code];
  if (known) return known;
  if (status === '401' || status === '403')
    return {
      title: `Answered ${status}, access refused`,
      step: {
        title: 'Give the step a key that works',
        text: 'The other side no longer accepts the present one. Change it in the step and publish.',
      },
    };
  if (status === '404' || status === '410')
    return {
      title: `Answered ${status}, no such address`,
      step: {
        title: 'Mend the address in the step',
        text: 'Nothing is there any more. Change it in the step and publish.',
      },
    };
  if (status)
    return {
      title: `Answered ${status}`,
      step: status.startsWith('5')
        ? { title: 'Wait until the other side is well', text: 'The fault is theirs; their status page says more.' }
        : {
            title: 'Mend what the step sends',
            text: 'The other side understood the call and refused it. Its answer says why.',
          },
    };
  return {
    title: upperFirst(code.replaceAll(/[-_.]/g, ' ')),
    step: { title: 'Mend the cause', text: 'The words under “What happens” name what was refused, and by whom.' },
  };
}

const KNOWN: Partial<Record<string, Words>> = {
  variable_missing: {
    title: 'The mail has no value for a variable',
    step: { title: 'Add a fallback to the mail', text: 'Or give the leads the value. Nobody got a broken mail.' },
  },
  template_invalid: {
    title: 'The mail’s template is broken',
    step: { title: 'Mend the template in the step', text: 'Publish, then let the runs repeat it.' },
  },
  address_refused: {
    title: 'Calls to this address are not allowed',
    step: {
      title: 'Give the step a public address',
      text: 'Webhooks reach no machine of this network. Change the address and publish.',
    },
  },
  url_invalid: {
    title: 'The address is none',
    step: { title: 'Mend the address in the step', text: 'It begins with https:// and holds no password.' },
  },
  redirected: {
    title: 'Answered with another address',
    step: { title: 'Put the final address into the step', text: 'Calls follow no redirect. Change it and publish.' },
  },
  connect_failed: {
    title: 'The other side cannot be reached',
    step: { title: 'Wait until the other side is well', text: 'Or mend the address in the step and publish.' },
  },
  server_error: {
    title: 'The other side has a fault',
    step: { title: 'Wait until the other side is well', text: 'The fault is theirs; their status page says more.' },
  },
  rate_limited: {
    title: 'The other side asks to wait',
    step: { title: 'Send it less at once', text: 'A throttle before the step spreads the calls.' },
  },
  'no-address': {
    title: 'The lead has no address',
    step: {
      title: 'Give the leads an address',
      text: 'Or draw the “Failed” way, so that others go on without the mail.',
    },
  },
  'no-number': {
    title: 'The lead has no phone number',
    step: {
      title: 'Give the leads a number',
      text: 'Or draw the “Failed” way, so that others go on without the text.',
    },
  },
  deferred: {
    title: 'The mail provider asks to wait',
    step: {
      title: 'Look at the provider’s limits',
      text: 'It takes mails later. Each is tried again by itself for a day.',
    },
  },
  'endless-loop': {
    title: 'The workflow turns in circles',
    step: { title: 'Put a wait into the loop', text: 'Publish, then move the runs to a step outside of it.' },
  },
};

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
