// Split text into terms. Twin of sitegen/text/tokens.py, which explains the rules. A test compares all characters.

/** In the text of a message, before what its page folds: thinking, tools, attached files. */
export const FOLDS_MARK = "\f";
/** First character of the terms of such text; in no other term. */
export const FOLDED = "~";
const MAX_TERM_LENGTH = 64; // the rest of a longer word is ignored
const MAX_PARTS = 5;

const COMPATIBILITY = "\\u249c-\\u24e9\\u2e80-\\u2fd5\\u3196-\\u319f\\u3200-\\u33ff\\u{1f110}-\\u{1f14f}\\u{1f16a}-\\u{1f16c}";
const PICTOGRAPHS = "\\u2600-\\u27bf\\u{1f000}-\\u{1f0ff}\\u{1f150}-\\u{1f169}\\u{1f16d}-\\u{1faff}";
const JOINERS = "\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff";
const UNSPACED =
  "\\u2e80-\\u2eff\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u19e0-\\u19ff\\u3005-\\u3007\\u3031-\\u3035\\u3041-\\u30ff" +
  "\\u3105-\\u312f\\u3131-\\u318e\\u31a0-\\u31bf\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\ua9e0-\\ua9ff" +
  "\\uaa60-\\uaa7f\\uac00-\\ud7ff\\uf900-\\ufaff\\uff66-\\uffdc\\u{1aff0}-\\u{1b16f}\\u{20000}-\\u{3ffff}";
const VARIATION_SELECTORS = "\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}";
const WORD_CHARACTER = `(?![${PICTOGRAPHS}])[\\p{L}\\p{M}\\p{N}${COMPATIBILITY}]`;

const IGNORED = new RegExp(
  "[\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f" +
  `\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u20d0-\\u20ff${JOINERS}${VARIATION_SELECTORS}]+`, "gu");
const RUN = new RegExp(`${WORD_CHARACTER}(?:[${JOINERS}]*${WORD_CHARACTER})*|[${PICTOGRAPHS}]`, "gu");
const WORD = new RegExp(`(?:${WORD_CHARACTER})+|[${PICTOGRAPHS}]`, "gu");
const SEGMENT = new RegExp(
  `([${UNSPACED}](?:[${JOINERS}${VARIATION_SELECTORS}]*[${UNSPACED}])*)|[^${UNSPACED}]+`, "gu");
const CLUSTER = new RegExp(
  `[\\u1100-\\u11ff\\ua960-\\ua97f\\ud7b0-\\ud7ff\\uffa0-\\uffdc]{1,64}|.[\\p{M}\\uff9e\\uff9f${JOINERS}]{0,64}`, "gsu");
const PART = /[0-9]+|[^0-9]+/gu;
const IS_COMPATIBILITY = new RegExp(`[${COMPATIBILITY}]`, "u");
const ASCII = /^[\x00-\x7f]*$/;
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");

// Characters without accents for which Python's casefold differs from toLowerCase.
const CASE_FOLDS = /[ßςẞꭰ-ꮿᏸ-ᏽᲀ-ᲈ]/gu;
const OLD_CYRILLIC = "вдосттъѣꙋ"; // of ᲀ to ᲈ
const CHEROKEE = 0xab70 - 0x13a0;

const RADICALS =
  "⺄⺅⺈⺉⺋⺒⺓⺔⺖⺘⺙⺛⺞⺠⺡⺢⺣⺤⺦⺨⺪⺭⺯⺰⺲⺶⺹⺼⺿⻁⻂⻃⻄⻅⻆⻈" +
  "⻉⻋⻌⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲";
const IDEOGRAPHS =
  "乙亻刀刂卩巳幺彑忄扌攵旡歺民氵氺灬爫丬犭疋礻糹纟罒羊耂月艹虎衤覀西见角讠" +
  "贝车辶阝钅長镸长门阝雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀";
const LATIN =
  "a:ⱥ ae:æ b:ƀɓ c:ƈȼ d:ðđɖɗ e:ǝəɇɛ f:ƒ g:ǥɠɣ h:ħɦ i:ıɨɩ j:ȷɉ k:ƙ " +
  "l:łƚɫⱡ n:ŋƞɲ o:øɔɵ oe:œ p:ƥ q:ĸ r:ɍɽ s:ȿʂ t:ŧƭʈⱦ th:þ u:ʉʊ v:ʋ y:ƴɏ z:ƶȥʒ";
// Lower-case letters that Unicode does not decompose.
const FOLDED_LETTERS = new Map([
  ...Array.from(RADICALS, (radical, n) => [radical, IDEOGRAPHS[n]]),
  ...LATIN.split(" ").flatMap((each) => {
    const [folded, letters] = each.split(":");
    return Array.from(letters, (letter) => [letter, folded]);
  }),
]);
const FOLDED_LETTER = new RegExp(`[${[...FOLDED_LETTERS.keys()].join("")}]`, "gu");

/** The terms of a text, in order; the index of a term in the list is its position. */
export function terms(text) {
  return tokens(text).map((token) => token.term);
}

/** The terms with their offsets in UTF-16 units: `{ term, start, end }`. */
export function tokens(text) {
  const found = [];
  for (const { 0: run, index: start } of text.matchAll(RUN)) {
    for (const token of tokensOfRun(run, start)) found.push(token);
  }
  return found;
}

/** The text for comparisons: NFKC, without case, accents and invisible characters. */
export function fold(text) {
  const bare = text.normalize("NFKD").replace(IGNORED, "");
  return foldLetters(bare.toLowerCase().replace(CASE_FOLDS, caseFolded)).normalize("NFC");
}

/** Return whether the term is of a script without blanks between words. */
export function isUnspaced(term) {
  return IS_UNSPACED.test(term);
}

function foldLetters(text) {
  return text.replace(FOLDED_LETTER, (letter) => FOLDED_LETTERS.get(letter));
}

function caseFolded(char) {
  if (char === "ς") return "σ";
  if (char === "ß" || char === "ẞ") return "ss";
  const code = char.charCodeAt(0);
  if (code >= 0x1c80 && code <= 0x1c88) return OLD_CYRILLIC[code - 0x1c80];
  return String.fromCharCode(code >= 0xab70 ? code - CHEROKEE : code - 8);
}

function tokensOfRun(run, start) {
  if (!IS_COMPATIBILITY.test(run)) return tokensOfWord(run, start);
  const starts = [];
  const ends = [];
  let text = "";
  let at = start;
  for (const char of run) {
    const expanded = IS_COMPATIBILITY.test(char) ? foldLetters(char.normalize("NFKC")) : char;
    for (let n = 0; n < expanded.length; n += 1) {
      starts.push(at);
      ends.push(at + char.length);
    }
    text += expanded;
    at += char.length;
  }
  return [...text.matchAll(RUN)]
    .flatMap((word) => tokensOfWord(word[0], word.index))
    .map((token) => ({ term: token.term, start: starts[token.start], end: ends[token.end - 1] }));
}

function tokensOfWord(word, start) {
  const found = [];
  if (ASCII.test(word)) {
    let at = start;
    for (const term of parts(word.toLowerCase())) found.push({ term, start: at, end: (at += term.length) });
    return found;
  }
  for (const segment of word.matchAll(SEGMENT)) {
    const begin = start + segment.index;
    if (segment[1]) {
      for (const pair of bigrams(segment[0], begin)) found.push(pair);
    } else {
      const end = begin + segment[0].length;
      const text = truncated(segment[0]);
      const folded = Array.from(fold(text).matchAll(WORD), ([each]) => parts(each)).flat();
      const pieces = folded.length > 1 ? text.match(PART) : [];
      let at = begin;
      if (pieces.length === folded.length && pieces.every((each, n) => fold(each) === folded[n])) {
        for (const each of pieces.slice(0, -1)) found.push({ term: folded.shift(), start: at, end: (at += each.length) });
      }
      for (const term of folded) found.push({ term, start: at, end });
    }
  }
  return found;
}

/** The letters and the digits of a folded word, in order; the whole word if it has too many parts. */
function parts(word) {
  const cut = truncated(word);
  const found = cut.match(PART);
  return found.length <= MAX_PARTS ? found : [cut];
}

function bigrams(segment, start) {
  const chars = [];
  for (const cluster of segment.matchAll(CLUSTER)) {
    const begin = start + cluster.index;
    for (const term of fold(cluster[0])) chars.push({ term, start: begin, end: begin + cluster[0].length });
  }
  return chars.map((char, n) => {
    const next = chars[n + 1];
    return next ? { term: char.term + next.term, start: char.start, end: Math.max(char.end, next.end) } : char;
  });
}

function truncated(text) {
  return text.length > MAX_TERM_LENGTH ? Array.from(text).slice(0, MAX_TERM_LENGTH).join("") : text;
}
