// Select to quote: a small group of buttons by the words that are selected.

import { NEVER, boundary } from "./boundaries.js";
import { factsOf, html, markdown, plain } from "./citations.js";
import { link } from "./generator.js";
import { _ } from "./translator.js";
import { OWN, read } from "./page_text.js";
import { selectedPassage } from "./ranges.js";

const PAUSE = 250; // ms of quiet after which a selection counts as made
const DISTANCE = 8; // px between the words and the buttons
const FORMS = [
  [_("Link"), (facts) => facts.url],
  ["Markdown", markdown],
  ["HTML", async (facts) => html(facts, new Date().toISOString().slice(0, 10), await sha256(verbatim(facts.words)))],
  [_("Citation"), plain],
];
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]/g;

export class QuoteTools {
  #page;
  #window;
  #group = null;
  #waiting = 0;
  #isPressed = false;
  #dismissed = null; // a selection for which the buttons were closed

  constructor(page) {
    this.#page = page;
    this.#window = page.defaultView;
  }

  start() {
    const page = this.#page;
    page.addEventListener("selectionchange", () => this.#soon());
    page.addEventListener("pointerdown", (event) => (this.#isPressed = !this.#group?.contains(event.target)));
    for (const type of ["pointerup", "pointercancel"])
      page.addEventListener(type, () => {
        this.#isPressed = false;
        this.#soon();
      });
    page.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && this.#dismiss());
  }

  #soon() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#follow(), PAUSE);
  }

  /** Shows the buttons by the selection, or takes them away. */
  #follow() {
    const selection = this.#page.getSelection();
    // The selection may be that of the field to copy from.
    if (this.#isPressed || [this.#page.activeElement, selection.anchorNode].some((each) => this.#group?.contains(each))) return;
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    if (this.#group && range && isSame(range, this.#group.range)) return;
    if (!range) this.#dismissed = null;
    const message = range && messageOf(range);
    if (!message || (this.#dismissed && isSame(range, this.#dismissed))) this.#close();
    else this.#open(range.cloneRange(), message);
  }

  #open(range, message) {
    this.#close();
    this.#dismissed = null;
    const group = element(this.#page, "div", { class: "quote-tools", role: "group", "aria-label": _("Copy the selected words as"), [OWN]: "" });
    group.range = range;
    group.append(element(this.#page, "span", { "aria-hidden": "true" }, _("Copy")));
    for (const [name, form] of FORMS) {
      const button = element(this.#page, "button", { type: "button" }, name);
      button.addEventListener("click", () => this.#copy(form));
      group.append(button);
    }
    const close = element(this.#page, "button", { type: "button", class: "close", "aria-label": _("Close") }, "×");
    close.addEventListener("click", () => this.#dismiss());
    group.append(close, element(this.#page, "p", { role: "status" }));
    // A press on a button would take the selection away.
    group.addEventListener("pointerdown", (event) => event.target.closest("button") && event.preventDefault());
    group.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    group.addEventListener("focusout", () => this.#soon());
    // Above all else, also where a message hides what stands out of it; the next stop of the tab key after its words.
    group.popover = "manual";
    (message.querySelector(":scope > .body") ?? message.lastElementChild).after(group);
    group.showPopover?.();
    this.#group = group;
    this.#place(range);
  }

  /** Below the end of the words, in sight. The style sheet places it on small screens. */
  #place(range) {
    const { innerHeight, scrollX, scrollY } = this.#window;
    const rects = range.getClientRects();
    const last = rects[rects.length - 1] ?? range.getBoundingClientRect();
    const { width, height } = this.#group.getBoundingClientRect();
    const wide = this.#page.documentElement.clientWidth;
    const top = Math.max(Math.min(last.bottom + DISTANCE, innerHeight - height - DISTANCE), DISTANCE);
    const left = Math.max(Math.min(last.right - width, wide - width - DISTANCE), DISTANCE);
    Object.assign(this.#group.style, { top: `${top + scrollY}px`, left: `${left + scrollX}px` });
  }

  async #copy(form) {
    const group = this.#group;
    this.#say(""); // else a second “Copied” would change nothing, and not be heard
    const model = read(this.#page.body);
    const selected = selectedPassage(model, group.range);
    if (!selected) return this.#say(_("No words of a message are selected."));
    const passage = wholeWords(model, selected);
    const text = await form(factsOf(this.#page, model, passage, link(model, passage)));
    if (group !== this.#group) return;
    try {
      await this.#window.navigator.clipboard.writeText(text);
      this.#say(_("Copied"));
    } catch {
      this.#offer(text); // from a folder, in an old browser, or where it is not allowed
    }
  }

  #offer(text) {
    const field = element(this.#page, "textarea", { readonly: "", rows: "2", "aria-label": _("To copy") });
    field.value = text;
    this.#group.querySelector("textarea")?.remove();
    this.#group.append(field);
    this.#say(_("Copy it from here:"));
    field.focus();
    field.select();
  }

  #say(text) {
    this.#group.querySelector("[role=status]").textContent = text;
  }

  #dismiss() {
    if (!this.#group) return;
    const { range } = this.#group;
    const wasInside = this.#group.contains(this.#page.activeElement);
    this.#close();
    this.#dismissed = range;
    if (!wasInside) return;
    // Whoever came by keyboard goes on from the words.
    const selection = this.#page.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  #close() {
    this.#group?.remove();
    this.#group = null;
  }
}

/** The message in which a selection ends, if it begins in one too. */
function messageOf(range) {
  const [first, last] = [range.startContainer, range.endContainer].map(
    (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("article[id]"));
  return first && (last ?? first);
}

/** With the rest of the words, and the accents of the letters, that are selected in part. */
function wholeWords(model, { start, end }) {
  while (boundary(model.text, start) === NEVER) start -= 1;
  while (boundary(model.text, end) === NEVER) end += 1;
  const begin = model.foldedOffset(start);
  if (model.unfoldedOffset(begin) !== start && begin) start = model.unfoldedOffset(begin - 1);
  return model.passage(start, Math.max(end, model.unfoldedOffset(model.foldedOffset(end))));
}

function isSame(one, other) {
  return one.startContainer === other.startContainer && one.startOffset === other.startOffset
    && one.endContainer === other.endContainer && one.endOffset === other.endOffset;
}

/** As N1 of the quotes' check: no layout, nothing unseen. */
function verbatim(text) {
  return text.normalize("NFC").replace(UNSEEN, "").split(/\s+/).filter(Boolean).join(" ");
}

async function sha256(text) {
  if (!globalThis.crypto?.subtle) return "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function element(page, name, attributes, ...children) {
  const made = page.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
