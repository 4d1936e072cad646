// Messages, numbers and dates in the language of the site; the same as sitegen/render/i18n/translator.py.

import { TABLE } from "./table.js";

const PLACEHOLDER = /\{(\w+)\}/g;

/** Return the translation of a message; `{name}` in it is replaced by the value of that name. */
export function _(message, values = {}) {
  const forms = TABLE.messages[message] ?? [message];
  return fillPlaceholders(forms[Math.min(forms.length > 1 ? TABLE.form(1) : 0, forms.length - 1)], values);
}

/** Return the plural form of a message for a number, which is `{number}` in it. */
export function ngettext(one, many, number, values = {}) {
  return fillPlaceholders(pluralForm(one, many, number), { number: formatNumber(number), ...values });
}

/** Return the same as a list of texts and values, for values that are elements. */
export function ngettextParts(one, many, number, values) {
  const all = { number: formatNumber(number), ...values };
  return pluralForm(one, many, number).split(PLACEHOLDER).flatMap((part, n) => (n % 2 ? all[part] ?? `{${part}}` : part));
}

/** 1204 → "1,204" */
export function formatNumber(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, TABLE.group);
}

/** Format the day of an ISO 8601 time; anything else is returned unchanged. */
export function formatDay(time) {
  const [, y, month, dd] = /^(\d{4})-(0[1-9]|1[0-2])-(\d\d)$/.exec(time.slice(0, 10)) ?? [];
  return dd ? fillPlaceholders(TABLE.days[month - 1], { y, dd, d: Number(dd) }) : time.slice(0, 10);
}

/** Format a month (1 to 12) of a year, or the year alone. */
export function formatPeriod(y, month) {
  return fillPlaceholders(month ? TABLE.months[month - 1] : TABLE.year, { y });
}

export function isEnglish() {
  return TABLE.tag === "en";
}

/** Return the separator of lists. */
export function listSeparator() {
  return TABLE.comma;
}

function pluralForm(one, many, number) {
  const forms = TABLE.messages[one];
  if (!forms) return number === 1 ? one : many;
  return forms[Math.min(TABLE.form(number), forms.length - 1)];
}

/** Replace the names in braces by their values; a name without a value stays. */
export function fillPlaceholders(template, values) {
  return template.replace(PLACEHOLDER, (placeholder, name) => values[name] ?? placeholder);
}
