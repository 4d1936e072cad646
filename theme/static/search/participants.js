// Find the participants that the filters speaker: and model: select. Twin of sitegen/search/participants.py.

import { fold, terms } from "./tokens.js";

const MAX_NAME_LENGTH = 200; // characters
const NAME_WORD = new RegExp(
  [
    "(?:(?!\\p{Nd})[\\p{L}\\p{N}])?\\p{Nd}{1,2}[._-]\\p{Nd}{1,2}(?![\\p{L}\\p{N}])", // a version: 4.5, 4-5, v3.1
    "(?:(?!\\p{Nd})[\\p{L}\\p{N}])\\p{Nd}+[\\p{L}\\p{N}]*", // k2, r1, o3, a22b
    "\\p{Nd}+[\\p{L}\\p{N}]*", // 4o, 405b, 20250929
    "(?:(?!\\p{Nd})[\\p{L}\\p{N}])+", // claude, qwen
  ].join("|"),
  "gu",
);

/** The words of a model's name: of `Claude-Haiku-4.5` they are `claude`, `haiku`, `4.5`. */
export function nameWords(name) {
  const folded = fold(Array.from(name).slice(0, MAX_NAME_LENGTH).join("")).replaceAll("+", " plus ");
  return (folded.match(NAME_WORD) ?? []).map((word) => word.replace(/[-_]/g, "."));
}

/** Indexes of participants with this name, or if there is none, with all its words in their name. */
export function findSpeakers(value, participants) {
  const wanted = terms(value);
  if (!wanted.length) return indexesOf(participants, (each) => each.name === value);
  const names = participants.map((each) => terms(each.name));
  const exact = indexesOf(names, (name) => sameWords(name, wanted));
  return exact.size ? exact : indexesOf(names, (name) => hasAll(name, wanted));
}

/**
 * Indexes of participants whose model, vendor or family has this name, in any spelling. If there is none: of
 * participants with all its words in the names of their model.
 */
export function findModels(value, participants, known) {
  const wanted = nameWords(value);
  if (!wanted.length) return new Set();
  const key = wanted.join(" ");
  const identities = (passes) => new Set(known.filter(passes).map((each) => each.identity));
  const named = identities((each) => each.keys.includes(key) || vendorAndFamilyNames(each).some((group) => sameWords(group, wanted)));
  if (named.size) return indexesOf(participants, (each) => named.has(each.model));
  const similar = identities((each) => hasAll(allWords(each), wanted));
  return indexesOf(participants, (each) => (
    each.model === null ? hasAll(nameWords(each.label || each.name), wanted) : similar.has(each.model)
  ));
}

/** The words of the vendor's names and of the family. */
function vendorAndFamilyNames({ vendor, identity, family }) {
  return [vendor, identity.split("/")[0], family].map(nameWords);
}

function allWords({ identity, name, vendor, family }) {
  return nameWords([identity.replaceAll("/", " "), name, vendor, family].join(" "));
}

function indexesOf(all, passes) {
  return new Set(all.flatMap((each, n) => (passes(each) ? [n] : [])));
}

function hasAll(found, wanted) {
  return wanted.every((word) => found.includes(word));
}

function sameWords(one, other) {
  return one.length === other.length && one.every((word, n) => word === other[n]);
}
