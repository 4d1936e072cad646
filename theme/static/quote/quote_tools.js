// Show buttons that copy the selected words as a quote.

import { NEVER, boundary } from "./boundaries.js";
import { citationFacts, html, markdown, plain } from "./citations.js";
import { element } from "./elements.js";
import { bestFragment } from "./generator.js";
import { _ } from "./translator.js";
import { QUOTE_UI, readPage } from "./page_text.js";
import { selectedRange } from "./ranges.js";

const PAUSE = 250; // ms without a change before the selection is used
const DISTANCE = 8; // px between the words and the buttons
const FORMATS = [
  [_("Link"), (facts) => facts.url],
  ["Markdown", markdown],
  ["HTML", async (facts) => html(facts, new Date().toISOString().slice(0, 10), await sha256(normalizeVerbatim(facts.words)))],
  [_("Citation"), plain],
];
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]/g;

export class QuoteTools {
  #page;
  #window;
  #group = null;
  #timer = 0;
  #isPressed = false;
  #dismissed = null; // a selection for which the buttons were closed

  constructor(page) {
    this.#page = page;
    this.#window = page.defaultView;
  }

  start() {
    const page = this.#page;
    page.addEventListener("selectionchange", () => this.#scheduleUpdate());
    page.addEventListener("pointerdown", (event) => (this.#isPressed = !this.#group?.contains(event.target)));
    for (const type of ["pointerup", "pointercancel"])
      page.addEventListener(type, () => {
        this.#isPressed = false;
        this.#scheduleUpdate();
      });
    page.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && this.#dismiss());
    // A selection made this script load; perhaps it is still being made.
    this.#isPressed = page.querySelector(":active") !== null;
    this.#scheduleUpdate();
  }

  #scheduleUpdate() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), PAUSE);
  }

  /** Shows the buttons at the selection, or removes them. */
  #update() {
    const selection = this.#page.getSelection();
    // Ignore selections inside the buttons' own text field.
    if (this.#isPressed || [this.#page.activeElement, selection.anchorNode].some((each) => this.#group?.contains(each))) return;
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    if (this.#group && range && isSameRange(range, this.#group.range)) return;
    if (!range) this.#dismissed = null;
    const message = range && selectedMessage(range);
    if (!message || (this.#dismissed && isSameRange(range, this.#dismissed))) this.#close();
    else this.#open(range.cloneRange(), message);
  }

  #open(range, message) {
    this.#close();
    this.#dismissed = null;
    const group = element("div", { class: "quote-tools", role: "group", "aria-label": _("Copy the selected words as"), [QUOTE_UI]: "" });
    group.range = range;
    group.append(element("span", { "aria-hidden": "true" }, _("Copy")));
    for (const [name, format] of FORMATS) {
      const button = element("button", { type: "button" }, name);
      button.addEventListener("click", () => this.#copy(format));
      group.append(button);
    }
    const close = element("button", { type: "button", class: "close", "aria-label": _("Close") }, "×");
    close.addEventListener("click", () => this.#dismiss());
    group.append(close, element("p", { role: "status" }));
    // Pressing a button would clear the selection.
    group.addEventListener("pointerdown", (event) => event.target.closest("button") && event.preventDefault());
    group.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    group.addEventListener("focusout", () => this.#scheduleUpdate());
    // A popover is above everything, even if the message clips its overflow; next in tab order after the words.
    group.popover = "manual";
    (message.querySelector(":scope > .body") ?? message.lastElementChild).after(group);
    group.showPopover?.();
    this.#group = group;
    this.#place(range);
  }

  /** Places the buttons visibly below the end of the words. On small screens, CSS places them. */
  #place(range) {
    const { innerHeight, scrollX, scrollY } = this.#window;
    const rects = range.getClientRects();
    const last = rects[rects.length - 1] ?? range.getBoundingClientRect();
    const { width, height } = this.#group.getBoundingClientRect();
    const pageWidth = this.#page.documentElement.clientWidth;
    const top = Math.max(Math.min(last.bottom + DISTANCE, innerHeight - height - DISTANCE), DISTANCE);
    const left = Math.max(Math.min(last.right - width, pageWidth - width - DISTANCE), DISTANCE);
    Object.assign(this.#group.style, { top: `${top + scrollY}px`, left: `${left + scrollX}px` });
  }

  async #copy(format) {
    const group = this.#group;
    this.#setStatus(""); // otherwise screen readers would not announce a second “Copied”
    const model = readPage(this.#page.body);
    const selected = selectedRange(model, group.range);
    if (!selected) return this.#setStatus(_("No message text is selected."));
    const pageRange = expandToWords(model, selected);
    const text = await format(citationFacts(this.#page, model, pageRange, bestFragment(model, pageRange)));
    if (group !== this.#group) return;
    try {
      await this.#window.navigator.clipboard.writeText(text);
      this.#setStatus(_("Copied"));
    } catch {
      this.#showTextField(text); // a file: URL, an old browser, or no permission
    }
  }

  #showTextField(text) {
    const field = element("textarea", { readonly: "", rows: "2", "aria-label": _("Text to copy") });
    field.value = text;
    this.#group.querySelector("textarea")?.remove();
    this.#group.append(field);
    this.#setStatus(_("Copy the text from here:"));
    field.focus();
    field.select();
  }

  #setStatus(text) {
    this.#group.querySelector("[role=status]").textContent = text;
  }

  #dismiss() {
    if (!this.#group) return;
    const { range } = this.#group;
    const wasInside = this.#group.contains(this.#page.activeElement);
    this.#close();
    this.#dismissed = range;
    if (!wasInside) return;
    // Keyboard users continue from the words.
    const selection = this.#page.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  #close() {
    this.#group?.remove();
    this.#group = null;
  }
}

/** Returns the message in which the selection ends, if it starts in a message. */
function selectedMessage(range) {
  const [first, last] = [range.startContainer, range.endContainer].map(
    (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("article[id]"));
  return first && (last ?? first);
}

/** Returns the range extended to whole words, with the accents of its letters. */
function expandToWords(model, { start, end }) {
  while (boundary(model.text, start) === NEVER) start -= 1;
  while (boundary(model.text, end) === NEVER) end += 1;
  const begin = model.foldedOffset(start);
  if (model.unfoldedOffset(begin) !== start && begin) start = model.unfoldedOffset(begin - 1);
  return model.trimmedRange(start, Math.max(end, model.unfoldedOffset(model.foldedOffset(end))));
}

function isSameRange(one, other) {
  return one.startContainer === other.startContainer && one.startOffset === other.startOffset
    && one.endContainer === other.endContainer && one.endOffset === other.endOffset;
}

/** Returns the normal form N1 that quote verification uses: no layout, no invisible characters. */
function normalizeVerbatim(text) {
  return text.normalize("NFC").replace(INVISIBLE, "").split(/\s+/).filter(Boolean).join(" ");
}

async function sha256(text) {
  if (!globalThis.crypto?.subtle) return "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
