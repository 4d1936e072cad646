// Format citations of a page range.

import { _, fillPlaceholders, formatDay, formatPeriod, isEnglish, listSeparator } from "./translator.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];
const OWN_COMPUTER = /^((.+\.)?localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/i;
const MARKDOWN_SIGNS = /[\\`*_[\]<>&~|]/g;
const MARKDOWN_LINE_START = /^( *)([#+=-]|\d+(?=[.)]))/;

/** Returns the facts that citations use: `{ parts, words, speakers, anchor, ids, title, day, url }`. */
export function citationFacts(page, model, pageRange, fragment) {
  const messages = [pageRange.anchor, pageRange.lastAnchor].map((anchor) => page.getElementById(anchor));
  const time = messages[0].querySelector(".address time") ?? page.querySelector("header.page .facts time");
  const canonical = page.querySelector('link[rel="canonical"]')?.href;
  // In a part of a long conversation, the permalink leads to another page.
  const permalink = messages[0].querySelector(".permalink").getAttribute("href");
  const address = canonical ? new URL(permalink, canonical).href : pageAddress(new URL(permalink, page.location));
  const parts = messageParts(model, pageRange);
  return {
    parts,
    words: joinParts(parts, (part) => part.text),
    speakers: joinPair(_("{one} and {other}"), [...new Set(messages.map((each) => each.dataset.speaker).filter(Boolean))]),
    anchor: pageRange.anchor,
    ids: [...new Set(messages.map((each) => each.id.replace(/^m-/, "")))],
    title: page.querySelector("h1").textContent,
    day: formatDate(time?.dateTime ?? ""),
    url: `${address.replace(/#.*$/s, "")}#${fragment}`,
  };
}

/** Returns the URL of the page; for a site on one's own computer, its address in the site, `c/talk.html`. */
function pageAddress({ protocol, hostname, pathname, href }) {
  const isOwnComputer = protocol === "file:" || OWN_COMPUTER.test(hostname);
  return isOwnComputer ? pathname.split("/").slice(-2).join("/") : href;
}

export function plain({ speakers, ids, title, day, url }) {
  const [id, last] = ids;
  const place = last
    ? _("messages {id} to {last} in “{title}”", { id, last, title })
    : _("message {id} in “{title}”", { id, title });
  return `${[speakers, place, day].filter(Boolean).join(listSeparator())}. <${url}>`;
}

export function markdown({ parts, speakers, ids, day, url }) {
  const quotedText = joinParts(parts, ({ text, isPreformatted }) => (isPreformatted ? codeFence(text) : escapeMarkdown(text)));
  const blockquote = quotedText.split("\n").map((line) => (line ? `> ${line}` : ">")).join("\n");
  const name = [speakers || joinPair(_("{one} to {other}"), ids), day].filter(Boolean).join(listSeparator());
  return `${blockquote}\n>\n> — [${name.replace(MARKDOWN_SIGNS, "\\$&")}](${url.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"))})`;
}

export function html({ parts, speakers, anchor, title, url }, today, sha256) {
  const address = escapeHtml(url);
  const quotedText = parts.map(({ text, isPreformatted, startsLine }) => (
    isPreformatted ? `<pre>${escapeHtml(text)}</pre>` : `${startsLine ? "<br>" : "<p>"}${escapeHtml(text)}`)).join("");
  const facts = [`cite="${address}"`, `data-id="${escapeHtml(anchor)}"`, sha256 && `data-sha256="${sha256}"`, `data-versiondate="${today}"`];
  return `<figure class="quote"><blockquote ${facts.filter(Boolean).join(" ")}>${quotedText}</blockquote>`
    + `<figcaption>— ${speakers ? `${escapeHtml(speakers)}${listSeparator()}` : ""}<cite><a href="${address}">${escapeHtml(title)}</a></cite></figcaption></figure>`;
}

/** Returns the text of messages in a range, block by block, without headers: `{ text, isPreformatted, startsLine }`. */
function messageParts(model, { start, end }) {
  const first = model.blockIndex(start);
  const all = model.blocks.slice(first, model.blockIndex(end - 1) + 1).map((block, n) => {
    const base = model.starts[first + n];
    return {
      text: block.text.slice(Math.max(start - base, 0), end - base),
      isPreformatted: Boolean(block.runs[0].node.parentElement.closest("pre")),
      startsLine: block.startsLine && n > 0,
      isMessageText: block.isMessageText,
    };
  });
  const parts = all.filter((part) => part.isMessageText);
  return parts.length ? parts : all;
}

function joinParts(parts, format) {
  return parts.map((part, n) => (n ? (part.startsLine ? "\n" : "\n\n") : "") + format(part)).join("");
}

function joinPair(template, [one, other]) {
  return other ? fillPlaceholders(template, { one, other }) : one ?? "";
}

/** Formats "2025-10-26T…" as "26 Oct 2025", or as the page's language does; parts may be missing. */
export function formatDate(time) {
  const [whole, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(time) ?? [];
  if (whole && !isEnglish()) return day ? formatDay(whole) : formatPeriod(year, month);
  return [day && String(Number(day)), month && MONTHS[month - 1], year].filter(Boolean).join(" ");
}

function escapeMarkdown(text) {
  return text.replace(MARKDOWN_SIGNS, "\\$&").replace(MARKDOWN_LINE_START, (_, blanks, sign) => (
    /\d/.test(sign) ? `${blanks}${sign}\\` : `${blanks}\\${sign}`));
}

function codeFence(words) {
  const longest = Math.max(2, ...[...words.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${words}\n${fence}`;
}

function escapeHtml(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => names[sign]);
}
