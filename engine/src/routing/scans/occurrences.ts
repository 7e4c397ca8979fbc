import { readField } from '@trellis/shared/condition/fields.ts';
import { accountZoneOf, type LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { Scan } from '@trellis/shared/node/definition.ts';
import { nextCron } from '@trellis/shared/schedule/cron.ts';
import { untilDateValue } from '@trellis/shared/schedule/until.ts';
import { readLocal, resolveZone } from '@trellis/shared/schedule/zone.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Beyond every schedule's rest: nothing is due any more. */
const NEVER = 365 * DAY;

/** The time a pass covers, epoch ms, workspace time: after `from`, up to `until`. `zone`: where the lead has none. */
export interface Span {
  from: number;
  until: number;
  zone: string;
}

/** A lead whose moment lies in the span; `occurrence` names that moment for ever. */
export interface Found {
  occurrence: string;
}

type ScannedLead = LeadSnapshot & { lastEventAt: number | null };

/** How to tell whether a lead is due in the span; undefined where none can be, so that no lead need be read. */
export function occurrenceOf(
  scan: Scan,
  { from, until, zone }: Span,
): ((lead: ScannedLead) => Found | undefined) | undefined {
  if (until <= from) return undefined;
  switch (scan.kind) {
    case 'schedule': {
      // Of several missed (the workflow was paused) the last one counts.
      let last: number | undefined;
      for (
        let at = nextCron(scan.cron, from, zone);
        at !== undefined && at <= until;
        at = nextCron(scan.cron, at, zone)
      )
        last = at;
      return last === undefined ? undefined : () => ({ occurrence: new Date(last).toISOString() });
    }
    case 'once': {
      const at = readLocal(scan.at, zone);
      return at !== undefined && at > from && at <= until ? () => ({ occurrence: scan.at }) : undefined;
    }
    case 'date':
      return (lead) => {
        const value = readField(scan.field, { lead, now: until });
        const { zone: own } = resolveZone({ lead: lead.timeZone, account: accountZoneOf(lead), workflow: zone });
        // For a yearly date the search begins right behind what is done already.
        const at = untilDateValue(value, scan, from + 1, own);
        return at !== undefined && at > from && at <= until
          ? { occurrence: `${String(value)}@${new Date(at).toISOString()}` }
          : undefined;
      };
    case 'inactivity':
      return (lead) => {
        const heard = lead.lastEventAt ?? Date.parse(lead.createdAt);
        const at = heard + scan.days * DAY;
        return at > from && at <= until
          ? { occurrence: `${scan.days}d since ${new Date(heard).toISOString()}` }
          : undefined;
      };
    default:
      return scan satisfies never;
  }
}

/** Which leads may be due at all, for the query: the others are not read. */
export function candidatesOf(scan: Scan, { until }: Span): { attribute?: string; quietSince?: number } {
  if (scan.kind === 'inactivity') return { quietSince: until - scan.days * DAY };
  const attribute = scan.kind === 'date' ? /^lead\.(?:attributes\.)?([^.]+)$/.exec(scan.field)?.[1] : undefined;
  return attribute === undefined || attribute === 'createdAt' ? {} : { attribute };
}

/** When to look again after `now`, epoch ms: at the next scheduled moment, or after `every` for what each lead has of its own. */
export function nextOccurrence(scan: Scan, now: number, zone: string, every: number): number {
  switch (scan.kind) {
    case 'schedule':
      return nextCron(scan.cron, now, zone) ?? now + NEVER;
    case 'once': {
      const at = readLocal(scan.at, zone);
      return at === undefined || at <= now ? now + NEVER : at;
    }
    case 'date':
    case 'inactivity':
      return now + every;
    default:
      return scan satisfies never;
  }
}
