// Suggest speakers, models and conversations while one types, from what a search loads.

import { _ } from "./translator.js";
import { element, searchAddress } from "./hit_markup.js";
import { tokenize } from "./lexer.js";
import { nameWords } from "./participants.js";
import { terms } from "./tokens.js";

const MAX_WORDS = 3; // of a name that is being typed
const MAX_SPEAKERS = 3;
const MAX_MODELS = 2;
const MAX_TITLES = 3;
const MIN_LENGTH = 2; // of the last word, in UTF-16 units
const MIN_TITLE_LENGTH = 3;
const MAX_TITLE_TERMS = 100;
const KIND_NAMES = { speaker: _("Speaker"), model: _("Model"), conversation: _("Conversation") };
const QUOTES = /["“”„«»]/g;

/**
 * Suggestions for a query whose last word is being typed: `{ kind, label, address }`, where `kind` is "speaker", "model"
 * or "conversation". Those of speakers and models lead to the query with a filter instead of the words.
 */
export async function suggestions(data, query) {
  const endings = endingsOf(query);
  if (!endings.length) return [];
  await data.load();
  return [...speakers(data.columns, endings), ...models(data.columns, endings), ...await titles(data, endings.at(-1))];
}

/** The last words of a query, the longest ending first, each with the query before it. */
function endingsOf(query) {
  const tokens = tokenize(query);
  const end = Array.from(query).length;
  const found = [];
  for (let k = 1; k <= Math.min(MAX_WORDS, tokens.length); k++) {
    const { kind, at, length, field } = tokens.at(-k);
    if (kind !== "word" || field || (k === 1 && at + length !== end)) break;
    const points = Array.from(query);
    found.unshift({ before: points.slice(0, at).join("").trimEnd(), text: points.slice(at).join("") });
  }
  return (found.at(-1)?.text.length ?? 0) >= MIN_LENGTH ? found : [];
}

function speakers({ participants, messageCounts }, endings) {
  const counts = new Map();
  participants.forEach(({ name }, n) => counts.set(name, (counts.get(name) ?? 0) + messageCounts[n]));
  const names = [...counts].map(([name, count]) => ({ name, count, filter: `speaker:"${name.replace(QUOTES, "")}"` }));
  return filters("speaker", names, endings, terms).slice(0, MAX_SPEAKERS);
}

function models({ participants, messageCounts, models: known }, endings) {
  const names = known.map(({ identity, name }) => {
    const count = participants.reduce((sum, { model }, n) => sum + (model === identity ? messageCounts[n] : 0), 0);
    return { name, count, filter: /[\s()"“”„«»]/.test(identity) ? `model:"${identity.replace(QUOTES, "")}"` : `model:${identity}` };
  });
  return filters("model", names, endings, nameWords).slice(0, MAX_MODELS);
}

/** Suggestions of filters for names that an ending begins, the most frequent first. */
function filters(kind, names, endings, wordsOf) {
  return names.flatMap(({ name, count, filter }) => {
    const words = wordsOf(name);
    const ending = endings.find(({ text }) => hasBeginning(words, wordsOf(text)));
    return ending ? [{ kind, label: name, count, address: searchAddress(`${ending.before} ${filter}`.trim()) }] : [];
  }).sort((a, b) => b.count - a.count);
}

/** Return whether the words have these next to one another, the last of them as a beginning. */
function hasBeginning(words, wanted) {
  const last = wanted.length - 1;
  return wanted.length > 0 && words.some((_, at) => wanted.every((word, n) => (
    n === last ? words[at + n]?.startsWith(word) : words[at + n] === word
  )));
}

/** The newest conversations with a word in their title that begins like the last one, and all words before it. */
async function titles(data, { before, text }) {
  const words = terms(text);
  if (words.length !== 1 || words[0].length < MIN_TITLE_LENGTH) return [];
  const others = tokenize(before).map((token) => (token.kind === "word" && !token.field ? terms(token.text) : null));
  if (others.includes(null)) return [];
  const numbers = new Set();
  for (const term of (await data.titleTerms(words[0])).slice(0, MAX_TITLE_TERMS)) {
    for (const number of await data.titled([term, ...others.flat()])) numbers.add(number);
  }
  const newest = [...numbers].sort((a, b) => b - a).slice(0, MAX_TITLES);
  const conversations = await data.conversations(newest);
  return newest.filter((number) => conversations.has(number)).map((number) => {
    const { slug, title } = conversations.get(number);
    return { kind: "conversation", label: title, address: `c/${slug}.html` };
  });
}

/** A suggestion as a link of a `LinkList`. `root`: address of the site. */
export function suggestionLink({ kind, label, address }, root = "") {
  return [root + address, "suggested", element("span", { class: "kind" }, KIND_NAMES[kind]), " ", element("bdi", {}, label)];
}
