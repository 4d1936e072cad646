// A passage → the forms in which it is cited.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];
const MARKED = /[\\`*_[\]<>&~|]/g;
const MARKED_LINE = /^( *)([#+=-]|\d+(?=[.)]))/;

/** What is known of a passage: `{ words, isDrawn, speakers, ids, title, day, url }`. */
export function factsOf(page, model, passage, fragment) {
  const ends = [passage.anchor, passage.lastAnchor].map((anchor) => page.getElementById(anchor));
  const time = ends[0].querySelector(".address time") ?? page.querySelector("header.page .facts time");
  const address = page.querySelector('link[rel="canonical"]')?.href ?? page.location.href;
  const drawing = model.blocks[model.blockAt(passage.start)].drawing;
  return {
    words: saidWords(model, passage),
    isDrawn: Boolean(drawing) && fragment === drawing,
    speakers: [...new Set(ends.map((each) => each.dataset.speaker).filter(Boolean))].join(" and "),
    anchor: passage.anchor,
    ids: [...new Set(ends.map((each) => each.id.replace(/^m-/, "")))].join(" to "),
    title: page.querySelector("h1").textContent,
    day: dayOf(time?.dateTime ?? ""),
    url: `${address.replace(/#.*$/s, "")}#${fragment}`,
  };
}

export function plain({ speakers, ids, title, day, url }) {
  const message = ids.includes(" ") ? "messages" : "message";
  return `${speakers ? `${speakers}, ` : ""}${message} ${ids} in “${title}”${day ? `, ${day}` : ""}. <${url}>`;
}

export function markdown({ words, isDrawn, speakers, ids, day, url }) {
  const said = isDrawn ? fenced(words) : words.split("\n").map(unmarked).join("\n");
  const quoted = said.split("\n").map((line) => (line ? `> ${line}` : ">")).join("\n");
  const name = [speakers || ids, day].filter(Boolean).join(", ");
  return `${quoted}\n>\n> — [${name.replace(MARKED, "\\$&")}](${url.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"))})`;
}

export function html({ words, isDrawn, speakers, anchor, title, url }, today, sha256) {
  const address = escaped(url);
  const said = isDrawn ? `<pre>${escaped(words)}</pre>`
    : words.split(/\n{2,}/).map((part) => `<p>${escaped(part).replaceAll("\n", "<br>")}</p>`).join("");
  const facts = [`cite="${address}"`, `data-id="${escaped(anchor)}"`, sha256 && `data-sha256="${sha256}"`, `data-versiondate="${today}"`];
  return `<figure class="quote"><blockquote ${facts.filter(Boolean).join(" ")}>${said}</blockquote>`
    + `<figcaption>— ${speakers ? `${escaped(speakers)}, ` : ""}<cite><a href="${address}">${escaped(title)}</a></cite></figcaption></figure>`;
}

/** What was said in a passage, without what the page says between: a line for a line, a blank one for a block. */
export function saidWords(model, { start, end }) {
  const parts = [];
  const whole = model.blocks.slice(model.blockAt(start), model.blockAt(end - 1) + 1);
  whole.forEach((block, n) => {
    if (!block.isSaid && whole.some((each) => each.isSaid)) return;
    const base = model.starts[model.blockAt(start) + n];
    if (parts.length) parts.push(block.isLine ? "\n" : "\n\n");
    parts.push(block.text.slice(Math.max(start - base, 0), end - base));
  });
  return parts.join("");
}

/** "2025-10-26T…" → "26 Oct 2025"; as much of it as there is. */
export function dayOf(time) {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(time) ?? [];
  return [day && String(Number(day)), month && MONTHS[month - 1], year].filter(Boolean).join(" ");
}

function unmarked(line) {
  return line.replace(MARKED, "\\$&").replace(MARKED_LINE, (_, blanks, sign) => (
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
