// The text of this page as a browser searches it; sitegen/fragments/markup.py and pagemodel.py have the reasons.

import { fold, isBlank, unfoldedOffset } from "./folding.js";

/** What this script adds to the page, and the model leaves out. */
export const OWN = "data-quote";

const UNSEARCHED = new Set(["head", "script", "style", "template", "noscript", "svg"]);
const BLOCKS = new Set(
  ("caption table tbody td tfoot th thead tr dd dl dt li ol ul h1 h2 h3 h4 h5 h6 address article aside body div"
    + " fieldset footer form header main nav section blockquote br details figcaption figure hr legend p pre summary").split(" "));
const OF_EVENTS = new Set(["p", "details", "summary"]);

/**
 * Blocks are `{ text, anchor, isSaid, drawing, isClosed, breaks, isLine, runs }`; a run is a text node with where its
 * first character stands in the block. A passage is `{ start, end, anchor, lastAnchor }`, in offsets of `text`.
 */
export class PageModel {
  constructor(blocks) {
    const folds = blocks.map((block) => fold(block.text));
    this.blocks = blocks;
    this.text = blocks.map((block) => block.text).join("\n");
    this.folded = folds.join("\n");
    this.starts = startsOf(blocks.map((block) => block.text));
    this.foldedStarts = startsOf(folds);
  }

  /** The index of the block that holds the character at the offset, or the newline before it. */
  blockAt(offset) {
    return lastAt(this.starts, offset);
  }

  foldedOffset(offset) {
    const n = this.blockAt(offset);
    return this.foldedStarts[n] + fold(this.blocks[n].text.slice(0, offset - this.starts[n])).length;
  }

  unfoldedOffset(offset) {
    const n = lastAt(this.foldedStarts, offset);
    return this.starts[n] + unfoldedOffset(this.blocks[n].text, offset - this.foldedStarts[n]);
  }

  /** The characters between two offsets, less white space at both ends; null if that is all. */
  passage(start, end) {
    while (start < end && isBlank(this.text[start])) start += 1;
    while (start < end && isBlank(this.text[end - 1])) end -= 1;
    if (start >= end) return null;
    const { anchor } = this.blocks[this.blockAt(start)];
    return { start, end, anchor, lastAnchor: this.blocks[this.blockAt(end - 1)].anchor };
  }
}

/** The model of what is in an element. */
export function read(body) {
  const collector = new Collector();
  const walk = (parent, place) => {
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) collector.add(node, place);
      if (node.nodeType !== Node.ELEMENT_NODE || UNSEARCHED.has(node.localName)) continue;
      if (node.hasAttribute("hidden") || node.hasAttribute(OWN)) continue;
      divide(node, place, collector);
      walk(node, inside(node, place));
      divide(node, place, collector);
    }
  };
  walk(body, { anchor: "", isEvent: false, isBody: false, isCaption: false, drawing: "", isClosed: false });
  collector.end("");
  return new PageModel(collector.blocks);
}

class Collector {
  blocks = [];
  #runs = [];
  #breaks = [];
  #length = 0;
  #place = null;
  #isLine = false;

  add(node, place) {
    if (!node.data) return;
    if (!this.#runs.length) this.#place = place;
    this.#runs.push({ node, start: this.#length });
    this.#length += node.data.length;
  }

  divide() {
    if (this.#runs.length) this.#breaks.push(this.#length);
  }

  end(tag) {
    const whole = this.#runs.map(({ node }) => node.data).join("");
    let start = 0;
    let end = whole.length;
    while (start < end && isBlank(whole[start])) start += 1;
    while (start < end && isBlank(whole[end - 1])) end -= 1;
    if (start < end) {
      const { anchor, isBody, isCaption, drawing, isClosed } = this.#place;
      const breaks = [...new Set(this.#breaks.map((at) => at - start))].filter((at) => at > 0 && at < end - start);
      const runs = this.#runs.map((run) => ({ node: run.node, start: run.start - start }));
      const isSaid = isBody && !isCaption;
      this.blocks.push({ text: whole.slice(start, end), anchor, isSaid, drawing, isClosed, breaks, isLine: this.#isLine, runs });
    }
    this.#isLine = tag === "br";
    this.#runs = [];
    this.#breaks = [];
    this.#length = 0;
  }
}

function divide(element, outside, collector) {
  const tag = element.localName;
  if (outside.isEvent && outside.isBody && OF_EVENTS.has(tag)) collector.divide();
  else if (BLOCKS.has(tag)) collector.end(tag);
  else if (!outside.isBody || (tag === "span" && /(?:^|\s)w[12](?:\s|$)/.test(element.className))) collector.divide();
}

function inside(element, outside) {
  const { localName: tag, classList } = element;
  if (tag === "article") {
    const isEvent = classList.contains("event");
    return { anchor: element.id, isEvent, isBody: false, isCaption: false, drawing: "", isClosed: false };
  }
  if (tag === "div" && classList.contains("body") && outside.anchor) return { ...outside, isBody: true };
  if (tag === "figcaption" && outside.isBody && element.parentNode.classList.contains("art")) return { ...outside, isCaption: true };
  if (tag === "pre" && classList.contains("art")) return { ...outside, drawing: element.id };
  if (tag === "details" || tag === "summary") return { ...outside, isClosed: tag === "details" };
  return outside;
}

function startsOf(texts) {
  let at = 0;
  return texts.map((text) => {
    const start = at;
    at += text.length + 1;
    return start;
  });
}

function lastAt(starts, offset) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}
