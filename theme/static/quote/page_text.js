// The text of this page as browsers search it. Twin of sitegen/quotes/text_fragments/page_text.py.

import { fold, isWhitespace, unfoldedOffset } from "./folding.js";

/** Marks elements that this script adds to the page; the model ignores them. */
export const QUOTE_UI = "data-quote";

const UNSEARCHED = new Set(["head", "script", "style", "template", "noscript", "svg", "math"]);
const BLOCKS = new Set(
  ("caption table tbody td tfoot th thead tr dd dl dt li ol ul h1 h2 h3 h4 h5 h6 address article aside body div"
    + " fieldset footer form header main nav section blockquote br details figcaption figure hr legend p pre summary").split(" "));
const EVENT_INLINE = new Set(["p", "details", "summary"]);

/**
 * The text of a page. A block is `{ text, anchor, isMessageText, drawingId, isCollapsed, breaks, startsLine, runs }`; a
 * run is a text node and the offset of its first character in the block. A page range is
 * `{ start, end, anchor, lastAnchor }`, in offsets of `text`.
 */
export class PageModel {
  constructor(blocks) {
    const folds = blocks.map((block) => fold(block.text));
    this.blocks = blocks;
    this.text = blocks.map((block) => block.text).join("\n");
    this.folded = folds.join("\n");
    this.starts = startOffsets(blocks.map((block) => block.text));
    this.foldedStarts = startOffsets(folds);
  }

  /** Returns the index of the block with the character at the offset, or with the newline before it. */
  blockIndex(offset) {
    return lastIndexAt(this.starts, offset);
  }

  foldedOffset(offset) {
    const n = this.blockIndex(offset);
    return this.foldedStarts[n] + fold(this.blocks[n].text.slice(0, offset - this.starts[n])).length;
  }

  unfoldedOffset(offset) {
    const n = lastIndexAt(this.foldedStarts, offset);
    return this.starts[n] + unfoldedOffset(this.blocks[n].text, offset - this.foldedStarts[n]);
  }

  /** Returns the range between two offsets without whitespace at both ends, or null if nothing is left. */
  trimmedRange(start, end) {
    while (start < end && isWhitespace(this.text[start])) start += 1;
    while (start < end && isWhitespace(this.text[end - 1])) end -= 1;
    if (start >= end) return null;
    const { anchor } = this.blocks[this.blockIndex(start)];
    return { start, end, anchor, lastAnchor: this.blocks[this.blockIndex(end - 1)].anchor };
  }
}

/** Returns the model of an element's content. */
export function readPage(body) {
  const collector = new Collector();
  const walk = (parent, context) => {
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) collector.add(node, context);
      if (node.nodeType !== Node.ELEMENT_NODE || UNSEARCHED.has(node.localName)) continue;
      if (node.hasAttribute("hidden") || node.hasAttribute(QUOTE_UI)) continue;
      markBoundary(node, context, collector);
      walk(node, childContext(node, context));
      markBoundary(node, context, collector);
    }
  };
  walk(body, { anchor: "", isEvent: false, isBody: false, isCaption: false, drawingId: "", isCollapsed: false });
  collector.endBlock("");
  return new PageModel(collector.blocks);
}

class Collector {
  blocks = [];
  #runs = [];
  #breaks = [];
  #length = 0;
  #context = null;
  #startsLine = false;

  add(node, context) {
    if (!node.data) return;
    if (!this.#runs.length) this.#context = context;
    this.#runs.push({ node, start: this.#length });
    this.#length += node.data.length;
  }

  addBreak() {
    if (this.#runs.length) this.#breaks.push(this.#length);
  }

  endBlock(tag) {
    const whole = this.#runs.map(({ node }) => node.data).join("");
    let start = 0;
    let end = whole.length;
    while (start < end && isWhitespace(whole[start])) start += 1;
    while (start < end && isWhitespace(whole[end - 1])) end -= 1;
    if (start < end) {
      const { anchor, isBody, isCaption, drawingId, isCollapsed } = this.#context;
      const breaks = [...new Set(this.#breaks.map((at) => at - start))].filter((at) => at > 0 && at < end - start);
      const runs = this.#runs.map((run) => ({ node: run.node, start: run.start - start }));
      const isMessageText = isBody && !isCaption;
      this.blocks.push({ text: whole.slice(start, end), anchor, isMessageText, drawingId, isCollapsed, breaks, startsLine: this.#startsLine, runs });
    }
    this.#startsLine = tag === "br";
    this.#runs = [];
    this.#breaks = [];
    this.#length = 0;
  }
}

function markBoundary(element, context, collector) {
  const tag = element.localName;
  if (context.isEvent && context.isBody && EVENT_INLINE.has(tag)) collector.addBreak();
  else if (BLOCKS.has(tag)) collector.endBlock(tag);
  else if (!context.isBody || (tag === "span" && /(?:^|\s)w[12](?:\s|$)/.test(element.className))) collector.addBreak();
}

function childContext(element, context) {
  const { localName: tag, classList } = element;
  if (tag === "article") {
    const isEvent = classList.contains("event");
    return { anchor: element.id, isEvent, isBody: false, isCaption: false, drawingId: "", isCollapsed: context.isCollapsed };
  }
  if (tag === "div" && classList.contains("body") && context.anchor) return { ...context, isBody: true };
  if (tag === "figcaption" && context.isBody && element.parentNode.classList.contains("art")) return { ...context, isCaption: true };
  if (tag === "pre" && classList.contains("art")) return { ...context, drawingId: element.id };
  if (tag === "details" || tag === "summary") return { ...context, isCollapsed: tag === "details" };
  return context;
}

function startOffsets(texts) {
  let at = 0;
  return texts.map((text) => {
    const start = at;
    at += text.length + 1;
    return start;
  });
}

function lastIndexAt(starts, offset) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}
