/** The instant at which clocks of a zone show a time on the day that an instant falls on there; in a gap of clocks, the time after it. */
export function plainTimeOn(at: number, zone: string, { hour, minute }: { hour: number; minute: number }): number {
  const [day = 1, month = 1, year = 1970] = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
  })
    .format(at)
    .split('/')
    .map(Number);
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  // The offset of the zone near there; asked twice, for it may change between the two guesses.
  const first = wanted - offsetAt(wanted, zone);
  return wanted - offsetAt(first, zone);
}

/** How far clocks of a zone are ahead of UTC at an instant, ms. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1000) * 1000;
}
