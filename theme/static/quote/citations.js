// A passage → the forms in which it is cited.

import { _, comma, day as dayInWords, filled, isEnglish, period } from "./translator.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];
const MARKED = /[\\`*_[\]<>&~|]/g;
const MARKED_LINE = /^( *)([#+=-]|\d+(?=[.)]))/;

/** What is known of a passage: `{ parts, words, speakers, anchor, ids, title, day, url }`. */
export function factsOf(page, model, passage, fragment) {
  const ends = [passage.anchor, passage.lastAnchor].map((anchor) => page.getElementById(anchor));
  const time = ends[0].querySelector(".address time") ?? page.querySelector("header.page .facts time");
  const address = page.querySelector('link[rel="canonical"]')?.href ?? page.location.href;
  const parts = saidParts(model, passage);
  return {
    parts,
    words: joined(parts, (part) => part.text),
    speakers: both(_("{one} and {other}"), [...new Set(ends.map((each) => each.dataset.speaker).filter(Boolean))]),
    anchor: passage.anchor,
    ids: [...new Set(ends.map((each) => each.id.replace(/^m-/, "")))],
    title: page.querySelector("h1").textContent,
    day: dayOf(time?.dateTime ?? ""),
    url: `${address.replace(/#.*$/s, "")}#${fragment}`,
  };
}

export function plain({ speakers, ids, title, day, url }) {
  const [id, last] = ids;
  const place = last
    ? _("messages {id} to {last} in “{title}”", { id, last, title })
    : _("message {id} in “{title}”", { id, title });
  return `${[speakers, place, day].filter(Boolean).join(comma())}. <${url}>`;
}

export function markdown({ parts, speakers, ids, day, url }) {
  const said = joined(parts, ({ text, isPlain }) => (isPlain ? fenced(text) : unmarked(text)));
  const quoted = said.split("\n").map((line) => (line ? `> ${line}` : ">")).join("\n");
  const name = [speakers || both(_("{one} to {other}"), ids), day].filter(Boolean).join(comma());
  return `${quoted}\n>\n> — [${name.replace(MARKED, "\\$&")}](${url.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"))})`;
}

export function html({ parts, speakers, anchor, title, url }, today, sha256) {
  const address = escaped(url);
  const said = parts.map(({ text, isPlain, isLine }) => (
    isPlain ? `<pre>${escaped(text)}</pre>` : `${isLine ? "<br>" : "<p>"}${escaped(text)}`)).join("");
  const facts = [`cite="${address}"`, `data-id="${escaped(anchor)}"`, sha256 && `data-sha256="${sha256}"`, `data-versiondate="${today}"`];
  return `<figure class="quote"><blockquote ${facts.filter(Boolean).join(" ")}>${said}</blockquote>`
    + `<figcaption>— ${speakers ? `${escaped(speakers)}${comma()}` : ""}<cite><a href="${address}">${escaped(title)}</a></cite></figcaption></figure>`;
}

/** What was said in a passage, block by block, without what the page says between: `{ text, isPlain, isLine }`. */
function saidParts(model, { start, end }) {
  const first = model.blockAt(start);
  const all = model.blocks.slice(first, model.blockAt(end - 1) + 1).map((block, n) => {
    const base = model.starts[first + n];
    return {
      text: block.text.slice(Math.max(start - base, 0), end - base),
      isPlain: Boolean(block.runs[0].node.parentElement.closest("pre")),
      isLine: block.isLine && n > 0,
      isSaid: block.isSaid,
    };
  });
  const said = all.filter((part) => part.isSaid);
  return said.length ? said : all;
}

function joined(parts, form) {
  return parts.map((part, n) => (n ? (part.isLine ? "\n" : "\n\n") : "") + form(part)).join("");
}

function both(template, [one, other]) {
  return other ? filled(template, { one, other }) : one ?? "";
}

/** "2025-10-26T…" → "26 Oct 2025"; as much of it as there is. In other languages as their pages tell days. */
export function dayOf(time) {
  const [whole, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(time) ?? [];
  if (whole && !isEnglish()) return day ? dayInWords(whole) : period(year, month);
  return [day && String(Number(day)), month && MONTHS[month - 1], year].filter(Boolean).join(" ");
}

function unmarked(text) {
  return text.replace(MARKED, "\\$&").replace(MARKED_LINE, (_, blanks, sign) => (
    /\d/.test(sign) ? `${blanks}${sign}\\` : `${blanks}\\${sign}`));
}

function fenced(words) {
  const longest = Math.max(2, ...[...words.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${words}\n${fence}`;
}

function escaped(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => names[sign]);
}
