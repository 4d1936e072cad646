// "m-kwfjsn7:~:text=prefix-,start,end,-suffix" ↔ values; sitegen/fragments/directives.py and permalinks.passage.

const DELIMITER = ":~:";
const TEXT = "text=";

/** The fragment, without "#", by which a browser finds words; `anchor` is where it goes if it does not. */
export function spelled(anchor, { prefix, start, end, suffix }) {
  const parts = [prefix && `${term(prefix)}-`, term(start), end && term(end), suffix && `-${term(suffix)}`];
  return `${anchor}${DELIMITER}${TEXT}${parts.filter(Boolean).join(",")}`;
}

/** `{ id, directives }`; what is no directive is left out. */
export function parse(fragment) {
  const at = fragment.indexOf(DELIMITER);
  if (at < 0) return { id: decoded(fragment), directives: [] };
  const told = fragment.slice(at + DELIMITER.length).split("&").filter((each) => each.startsWith(TEXT));
  const directives = told.map((each) => directive(each.slice(TEXT.length))).filter(Boolean);
  return { id: decoded(fragment.slice(0, at)), directives };
}

function directive(value) {
  const parts = value.split(",");
  const prefix = parts[0].endsWith("-") ? parts.shift().slice(0, -1) : "";
  const suffix = parts.at(-1)?.startsWith("-") ? parts.pop().slice(1) : "";
  if (parts.length < 1 || parts.length > 2 || !parts.every(Boolean)) return null;
  const [start, end = ""] = parts;
  return { prefix: decoded(prefix), start: decoded(start), end: decoded(end), suffix: decoded(suffix) };
}

function term(text) {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replaceAll("-", "%2D");
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
