// Stem English words by the algorithm of M. F. Porter, 1980. Twin of sitegen/search/stemming.py. The stemmers of other
// languages are shards, loaded where an archive has them.

const LATIN = /^[a-z]{3,64}$/;
const ARABIC = /^[\u0621-\u064a]{3,64}$/;
const STEP_2 = [
  ["ational", "ate"], ["tional", "tion"], ["enci", "ence"], ["anci", "ance"], ["izer", "ize"], ["abli", "able"],
  ["alli", "al"], ["entli", "ent"], ["eli", "e"], ["ousli", "ous"], ["ization", "ize"], ["ation", "ate"],
  ["ator", "ate"], ["alism", "al"], ["iveness", "ive"], ["fulness", "ful"], ["ousness", "ous"], ["aliti", "al"],
  ["iviti", "ive"], ["biliti", "ble"],
];
const STEP_3 = [
  ["icate", "ic"], ["ative", ""], ["alize", "al"], ["iciti", "ic"], ["ical", "ic"], ["ful", ""], ["ness", ""],
];
const STEP_4 = [
  "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
  "iti", "ous", "ive", "ize",
];

/** Return whether a term can be stemmed. Words of one or two letters have no forms: `one` is not `on`. */
export function hasForms(term, language) {
  return (language === "ar" ? ARABIC : LATIN).test(term);
}

/** The stem of an English word of at least three letters; any other term unchanged. */
export function stem(term) {
  if (!LATIN.test(term)) return term;
  let word = stripPlural(term);
  word = stripEdAndIng(word);
  if (word.endsWith("y") && shape(word.slice(0, -1)).includes("v")) word = `${word.slice(0, -1)}i`;
  word = replaceSuffix(word, STEP_2);
  word = replaceSuffix(word, STEP_3);
  word = stripSuffix(word);
  return stripFinalLetter(word);
}

/** `c` for each consonant, `v` for each vowel; y is a vowel after a consonant. */
function shape(word) {
  let found = "";
  for (const letter of word) {
    found += "aeiou".includes(letter) || (letter === "y" && found.endsWith("c")) ? "v" : "c";
  }
  return found;
}

/** How often a consonant follows a vowel: Porter's m. */
function measure(word) {
  return shape(word).split("vc").length - 1;
}

/** Return whether the word ends with consonant, vowel, consonant, the last not w, x or y: Porter's o. */
function isShort(word) {
  return shape(word).endsWith("cvc") && !/[wxy]$/.test(word);
}

function stripPlural(word) {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function stripEdAndIng(word) {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const base = word.endsWith("ed") ? word.slice(0, -2) : word.endsWith("ing") ? word.slice(0, -3) : "";
  if (!shape(base).includes("v")) return word;
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (/([^aeioulsz])\1$/.test(base)) return shape(base).endsWith("cc") ? base.slice(0, -1) : base;
  return measure(base) === 1 && isShort(base) ? `${base}e` : base;
}

function replaceSuffix(word, replacements) {
  const [suffix, replacement] = longest(replacements.filter(([each]) => word.endsWith(each)), ([each]) => each) ?? ["", ""];
  const base = word.slice(0, word.length - suffix.length);
  return suffix && measure(base) > 0 ? base + replacement : word;
}

function stripSuffix(word) {
  const suffix = longest(STEP_4.filter((each) => word.endsWith(each)), (each) => each) ?? "";
  const base = word.slice(0, word.length - suffix.length);
  if (!suffix || measure(base) < 2 || (suffix === "ion" && !/[st]$/.test(base))) return word;
  return base;
}

function stripFinalLetter(word) {
  if (word.endsWith("e")) {
    const base = word.slice(0, -1);
    const count = measure(base);
    if (count > 1 || (count === 1 && !isShort(base))) word = base;
  }
  return word.endsWith("ll") && measure(word) > 1 ? word.slice(0, -1) : word;
}

function longest(found, text) {
  return found.reduce((best, each) => (best && text(best).length >= text(each).length ? best : each), null);
}
