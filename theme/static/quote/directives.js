// Parse and format text fragments, "m-kwfjsn7:~:text=prefix-,start,end,-suffix".
// Twin of sitegen/quotes/text_fragments/directives.py and sitegen/permalinks/urls.py.

const DELIMITER = ":~:";
const TEXT = "text=";

/** Returns a fragment, without "#"; browsers that do not find its words go to `anchor`. */
export function formatFragment(anchor, { prefix, start, end, suffix }) {
  const parts = [prefix && `${encodeTerm(prefix)}-`, encodeTerm(start), end && encodeTerm(end), suffix && `-${encodeTerm(suffix)}`];
  return `${anchor}${DELIMITER}${TEXT}${parts.filter(Boolean).join(",")}`;
}

/** Returns `{ id, directives }`; invalid directives are dropped. */
export function parseFragment(fragment) {
  const at = fragment.indexOf(DELIMITER);
  if (at < 0) return { id: decode(fragment), directives: [] };
  const values = fragment.slice(at + DELIMITER.length).split("&").filter((each) => each.startsWith(TEXT));
  const directives = values.map((each) => parseDirective(each.slice(TEXT.length))).filter(Boolean);
  return { id: decode(fragment.slice(0, at)), directives };
}

function parseDirective(value) {
  const parts = value.split(",");
  const prefix = parts[0].endsWith("-") ? parts.shift().slice(0, -1) : "";
  const suffix = parts.at(-1)?.startsWith("-") ? parts.pop().slice(1) : "";
  if (parts.length < 1 || parts.length > 2 || !parts.every(Boolean)) return null;
  const [start, end = ""] = parts;
  return { prefix: decode(prefix), start: decode(start), end: decode(end), suffix: decode(suffix) };
}

function encodeTerm(text) {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replaceAll("-", "%2D");
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
