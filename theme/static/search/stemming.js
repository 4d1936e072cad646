// English words → stems, by M. F. Porter, 1980; step by step the same as sitegen/search/stems.py.

const ENGLISH = /^[a-z]{3,64}$/;
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

/** The stem of an English word; any other term, and one of fewer than three letters, is its own. */
export function stem(term) {
  if (!ENGLISH.test(term)) return term;
  let word = withoutPlural(term);
  word = withoutEdAndIng(word);
  if (word.endsWith("y") && shape(word.slice(0, -1)).includes("v")) word = `${word.slice(0, -1)}i`;
  word = replaced(word, STEP_2);
  word = replaced(word, STEP_3);
  word = withoutSuffix(word);
  return withoutLastLetter(word);
}

/**
 * What all words with the same stem begin with, never empty: the stem but for a last letter that may stand for
 * another one (happi: happy; hope: hoping; capabl: capability).
 */
export function familyPrefix(term) {
  const own = stem(term);
  return ENGLISH.test(term) && mayEndElse(own) ? own.slice(0, -1) : own;
}

function mayEndElse(own) {
  const left = own.slice(0, -1);
  if (own.endsWith("i")) return shape(left).includes("v");
  if (own.endsWith("e")) return /(?:at|bl|iz)$/.test(left) || (measure(left) === 1 && isShort(left));
  return own.endsWith("bl");
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

/** Does it end with consonant, vowel, consonant, the last not w, x or y? Porter's *o. */
function isShort(word) {
  return shape(word).endsWith("cvc") && !/[wxy]$/.test(word);
}

function withoutPlural(word) {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function withoutEdAndIng(word) {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const left = word.endsWith("ed") ? word.slice(0, -2) : word.endsWith("ing") ? word.slice(0, -3) : "";
  if (!shape(left).includes("v")) return word;
  if (/(?:at|bl|iz)$/.test(left)) return `${left}e`;
  if (/([^aeioulsz])\1$/.test(left)) return shape(left).endsWith("cc") ? left.slice(0, -1) : left;
  return measure(left) === 1 && isShort(left) ? `${left}e` : left;
}

function replaced(word, endings) {
  const [end, other] = longest(endings.filter(([each]) => word.endsWith(each)), ([each]) => each) ?? ["", ""];
  const left = word.slice(0, word.length - end.length);
  return end && measure(left) > 0 ? left + other : word;
}

function withoutSuffix(word) {
  const end = longest(STEP_4.filter((each) => word.endsWith(each)), (each) => each) ?? "";
  const left = word.slice(0, word.length - end.length);
  if (!end || measure(left) < 2 || (end === "ion" && !/[st]$/.test(left))) return word;
  return left;
}

function withoutLastLetter(word) {
  if (word.endsWith("e")) {
    const left = word.slice(0, -1);
    const times = measure(left);
    if (times > 1 || (times === 1 && !isShort(left))) word = left;
  }
  return word.endsWith("ll") && measure(word) > 1 ? word.slice(0, -1) : word;
}

function longest(found, text) {
  return found.reduce((best, each) => (best && text(best).length >= text(each).length ? best : each), null);
}
