// Days as numbers, counted from 1970-01-01, and the periods that a query names; the same as sitegen/search/days.py.

const DAY = 86_400_000; // milliseconds
const PERIOD = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/;

/** `2026-01-04`; empty for a day below 0, which is none. */
export function dateOf(day) {
  return day < 0 ? "" : new Date(day * DAY).toISOString().slice(0, 10);
}

/** Is it a year, a month or a day that exists, in ISO 8601? */
export function isPeriod(written) {
  const found = PERIOD.exec(written);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2] ?? 1), Number(found[3] ?? 1)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1];
}

/** The first and the last day of `2026`, `2026-01` or `2026-01-04`. */
export function period(written) {
  const first = Date.parse(written) / DAY; // UTC: there is no time in it
  if (written.length === 10) return [first, first];
  const next = new Date(first * DAY);
  if (written.length === 7) next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setUTCFullYear(next.getUTCFullYear() + 1);
  return [first, next.getTime() / DAY - 1];
}
