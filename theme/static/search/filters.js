// What a filter of a query (`speaker:`, `has:`, `on:` …) matches; the same as sitegen/search/filters.py.

import { period } from "./days.js";
import { KINDS } from "./kinds.js";
import { Matches } from "./matches.js";
import { models, speakers } from "./names.js";
import { terms } from "./tokens.js";

/** The documents that pass the filter. */
export async function filtered(data, { field, value }) {
  const { count } = data.columns;
  const found = new Matches(count);
  const passes = await passing(data, field, value);
  for (let doc = 0; doc < count; doc++) if (passes(doc)) found.addNeutral(doc);
  return found;
}

async function passing(data, field, value) {
  const { conversation, day, kinds, participant, participants, models: known } = data.columns;
  switch (field) {
    case "speaker": {
      const who = speakers(value, participants);
      return (doc) => who.has(participant[doc]);
    }
    case "model": {
      const who = models(value, participants, known);
      return (doc) => who.has(participant[doc]);
    }
    case "in": {
      const where = await conversationsNamed(data, value);
      return (doc) => where.has(conversation[doc]);
    }
    case "has": {
      const bit = 1 << KINDS.indexOf(value);
      return (doc) => kinds[doc] & bit;
    }
  }
  const [first, last] = period(value);
  switch (field) {
    case "before": return (doc) => day[doc] >= 0 && day[doc] < first;
    case "after": return (doc) => day[doc] >= 0 && day[doc] > last;
    default: return (doc) => day[doc] >= 0 && day[doc] >= first && day[doc] <= last;
  }
}

/** Those with this slug; if there is none, those with these words in the title or the slug. */
async function conversationsNamed(data, value) {
  const all = await data.conversations(Array.from({ length: data.columns.bases.length - 1 }, (_, n) => n));
  const numbers = (holds) => new Set([...all].filter(([, each]) => holds(each)).map(([number]) => number));
  const exact = numbers(({ slug }) => slug === value);
  const words = terms(value);
  if (exact.size || !words.length) return exact;
  const has = (text) => {
    const among = new Set(terms(text));
    return words.every((word) => among.has(word));
  };
  return numbers(({ slug, title }) => has(title) || has(slug));
}
