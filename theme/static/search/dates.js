// Dates as day numbers since 1970-01-01, and the periods of date filters. Twin of sitegen/search/dates.py.

const DAY = 86_400_000; // milliseconds
const PERIOD = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/;

/** The date of a day number, such as `2026-01-04`; empty for a negative number (unknown). */
export function isoDate(day) {
  return day < 0 ? "" : new Date(day * DAY).toISOString().slice(0, 10);
}

/** Return whether the text is an existing year, month or day in ISO 8601. */
export function isPeriod(text) {
  const match = PERIOD.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1];
}

/** The first and the last day number of `2026`, `2026-01` or `2026-01-04`. */
export function periodBounds(text) {
  const first = Date.parse(text) / DAY; // parsed as UTC, because it has no time
  if (text.length === 10) return [first, first];
  const next = new Date(first * DAY);
  if (text.length === 7) next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setUTCFullYear(next.getUTCFullYear() + 1);
  return [first, next.getTime() / DAY - 1];
}
