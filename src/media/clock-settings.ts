/** SYSEPOCH, YROFFSET and TZOFFSET: which date the TOD clock shows at first. Programs of the 1970s read no year past 1999. */

/** How the TOD clock differs from the host's time (UTC), in the words of `hercules.cnf`. */
export interface ClockSettings {
  /** SYSEPOCH: the year on whose January 1 the clock was zero; IBM's standard epoch is 1900. */
  readonly epoch: number;
  /** YROFFSET, or the second operand of SYSEPOCH: years added to the date; negative is back in time. */
  readonly yearOffset: number;
  /** TZOFFSET: minutes added, east positive. */
  readonly zoneOffset: number;
}

export const STANDARD_CLOCK: ClockSettings = { epoch: 1900, yearOffset: 0, zoneOffset: 0 };

/** Farthest year offset, as in Hercules: the clock wraps around after about 142 years. */
const FARTHEST_YEARS = 142;
const EPOCHS = { first: 1842, last: 2042 };

/**
 * Settings after one statement. Returns the text of what is wrong with it (without file and line), when something is.
 * `keyword` is SYSEPOCH, YROFFSET or TZOFFSET in upper case.
 */
export function clockStatement(
  keyword: string,
  operands: readonly string[],
  before: ClockSettings,
): ClockSettings | string {
  const [first = '(missing)', second] = operands;
  switch (keyword) {
    case 'SYSEPOCH': {
      const epoch = /^\d{4}$/.test(first) ? Number(first) : NaN;
      if (!(epoch >= EPOCHS.first && epoch <= EPOCHS.last))
        return `SYSEPOCH ${first} is not a year from ${EPOCHS.first} to ${EPOCHS.last}`;
      if (second === undefined) return { ...before, epoch };
      const yearOffset = years(second);
      return typeof yearOffset === 'string' ? `SYSEPOCH: ${yearOffset}` : { ...before, epoch, yearOffset };
    }
    case 'YROFFSET': {
      const yearOffset = years(first);
      return typeof yearOffset === 'string' ? `YROFFSET: ${yearOffset}` : { ...before, yearOffset };
    }
    default: {
      const match = /^([+-])(\d\d)(\d\d)$/.exec(first);
      const minutes = match ? Number(match[2]) * 60 + Number(match[3]) : NaN;
      if (!match || Number(match[3]) > 59 || minutes > 23 * 60 + 59)
        return `TZOFFSET ${first} is not +hhmm or -hhmm`;
      return { ...before, zoneOffset: match[1] === '-' ? -minutes : minutes };
    }
  }
}

function years(text: string): number | string {
  const value = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : NaN;
  return Math.abs(value) <= FARTHEST_YEARS
    ? value
    : `${text} is not a number of years from -${FARTHEST_YEARS} to ${FARTHEST_YEARS}`;
}

/**
 * The moment that the TOD clock shows, in Unix milliseconds of a clock with the standard epoch, when it is `now`
 * (Unix milliseconds) at the host. Month, day and time of day stay; February 29 becomes March 1 in a common year.
 */
export function shownTime(now: number, settings: ClockSettings): number {
  const date = new Date(now);
  date.setUTCFullYear(date.getUTCFullYear() + settings.yearOffset);
  return (
    date.getTime() + settings.zoneOffset * 60_000 - (Date.UTC(settings.epoch, 0, 1) - Date.UTC(1900, 0, 1))
  );
}
