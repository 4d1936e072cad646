// What speaker: and model: mean: a value → participants; the same as sitegen/search/names.py.

import { fold, terms } from "./tokens.js";

const LONGEST_NAME = 200; // characters
const NAME_WORD = new RegExp(
  [
    "(?:(?!\\p{Nd})[\\p{L}\\p{N}])?\\p{Nd}{1,2}[._-]\\p{Nd}{1,2}(?![\\p{L}\\p{N}])", // a version: 4.5, 4-5, v3.1
    "(?:(?!\\p{Nd})[\\p{L}\\p{N}])\\p{Nd}+[\\p{L}\\p{N}]*", // k2, r1, o3, a22b
    "\\p{Nd}+[\\p{L}\\p{N}]*", // 4o, 405b, 20250929
    "(?:(?!\\p{Nd})[\\p{L}\\p{N}])+", // claude, qwen
  ].join("|"),
  "gu",
);

/** The words of a model's name: `Claude-Haiku-4.5` is `claude`, `haiku`, `4.5`. */
export function nameWords(written) {
  const folded = fold(Array.from(written).slice(0, LONGEST_NAME).join("")).replaceAll("+", " plus ");
  return (folded.match(NAME_WORD) ?? []).map((word) => word.replace(/[-_]/g, "."));
}

/** The indexes of those whose name is `value`; if there is none, of those whose name has all its words. */
export function speakers(value, participants) {
  const wanted = terms(value);
  if (!wanted.length) return indexesOf(participants, (each) => each.name === value);
  const names = participants.map((each) => terms(each.name));
  const exact = indexesOf(names, (name) => sameWords(name, wanted));
  return exact.size ? exact : indexesOf(names, (name) => hasAll(name, wanted));
}

/**
 * The indexes of those whose model `value` names, in any way of writing it, or whose vendor or family it names;
 * if there is none, of those with all its words in what is known of their model.
 */
export function models(value, participants, known) {
  const wanted = nameWords(value);
  if (!wanted.length) return new Set();
  const key = wanted.join(" ");
  const identities = (fits) => new Set(known.filter(fits).map((each) => each.identity));
  const named = identities((each) => each.keys.includes(key) || groups(each).some((group) => sameWords(group, wanted)));
  if (named.size) return indexesOf(participants, (each) => named.has(each.model));
  const alike = identities((each) => hasAll(allWords(each), wanted));
  return indexesOf(participants, (each) => (
    each.model === null ? hasAll(nameWords(each.label || each.name), wanted) : alike.has(each.model)
  ));
}

/** The words of the vendor's names and of the family. */
function groups({ vendor, identity, family }) {
  return [vendor, identity.split("/")[0], family].map(nameWords);
}

function allWords({ identity, name, vendor, family }) {
  return nameWords([identity.replaceAll("/", " "), name, vendor, family].join(" "));
}

function indexesOf(all, fits) {
  return new Set(all.flatMap((each, n) => (fits(each) ? [n] : [])));
}

function hasAll(found, wanted) {
  return wanted.every((word) => found.includes(word));
}

function sameWords(one, other) {
  return one.length === other.length && one.every((word, n) => word === other[n]);
}
