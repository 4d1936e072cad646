// The words of the interface in the language of the site; the same as sitegen/languages/words.py.

import { TABLE } from "./table.js";

const PLACE = /\{(\w+)\}/g;

/** A message; `{name}` in it is the value of that name. */
export function _(message, values = {}) {
  const forms = TABLE.messages[message] ?? [message];
  return filled(forms[Math.min(forms.length > 1 ? TABLE.form(1) : 0, forms.length - 1)], values);
}

/** The form of a message that stands beside a number, which is `{number}` in it. */
export function ngettext(one, many, number, values = {}) {
  return filled(formBeside(one, many, number), { number: grouped(number), ...values });
}

/** The same cut where values stand that are elements: texts and values in order. */
export function ngettextParts(one, many, number, values) {
  const all = { number: grouped(number), ...values };
  return formBeside(one, many, number).split(PLACE).flatMap((part, n) => (n % 2 ? all[part] ?? `{${part}}` : part));
}

/** 1204 → "1,204" */
export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, TABLE.group);
}

/** The day of an ISO 8601 time; what is no day stays. */
export function day(time) {
  const [, y, month, dd] = /^(\d{4})-(0[1-9]|1[0-2])-(\d\d)$/.exec(time.slice(0, 10)) ?? [];
  return dd ? filled(TABLE.days[month - 1], { y, dd, d: Number(dd) }) : time.slice(0, 10);
}

/** A month, from 1, or a whole year. */
export function period(y, month) {
  return filled(month ? TABLE.months[month - 1] : TABLE.year, { y });
}

export function isEnglish() {
  return TABLE.tag === "en";
}

/** What stands between the things of a list. */
export function comma() {
  return TABLE.comma;
}

function formBeside(one, many, number) {
  const forms = TABLE.messages[one];
  if (!forms) return number === 1 ? one : many;
  return forms[Math.min(TABLE.form(number), forms.length - 1)];
}

/** `template` with values for the names in braces; a name without a value stays. */
export function filled(template, values) {
  return template.replace(PLACE, (place, name) => values[name] ?? place);
}
