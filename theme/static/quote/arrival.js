// Handle a visit by a link with a text fragment. Most browsers find the words themselves and hide the fragment
// from scripts.

import { POSSIBLE } from "./boundaries.js";
import { parseFragment } from "./directives.js";
import { _ } from "./translator.js";
import { QUOTE_UI, readPage } from "./page_text.js";
import { domRange } from "./ranges.js";
import { search } from "./search.js";

const MAX_NOTE_LENGTH = 200; // characters of the missing words
const HIGHLIGHT_NAME = "quoted";
const INVISIBLE = /[\p{C}\u2028\u2029]/gu;

/** Highlights the words in the page's address if the browser does not, and shows a note if they are missing. */
export function arrive(page) {
  const { defaultView: window } = page;
  const [entry] = window.performance.getEntriesByType("navigation");
  const visibleHash = window.location.hash;
  const isVisible = visibleHash.includes(":~:");
  const hash = isVisible ? visibleHash : new URL(entry?.name ?? window.location.href).hash;
  const { id, directives } = parseFragment(hash.slice(1));
  if (!directives.length) return;
  const model = readPage(page.body);
  const found = directives.map((each) => findDirective(model, each));
  const ranges = found.filter(Boolean).map((each) => domRange(model, each));
  revealHidden(page, ranges);
  if (isVisible) highlightRanges(page, id, ranges);
  const missing = directives.filter((_, n) => !found[n]);
  if (missing.length) showNote(page, id, missing);
}

function findDirective(model, directive) {
  const found = search(model.folded, directive, POSSIBLE);
  return found && model.trimmedRange(...found.map((offset) => model.unfoldedOffset(offset)));
}

/** Shows what the controls of the page hide of these ranges: browsers do not find words there. */
function revealHidden(page, ranges) {
  const everything = page.getElementById("f-everything");
  const isHidden = (element) => !element.checkVisibility();
  const starts = ranges.map(({ startContainer }) => startContainer.parentElement).filter(isHidden);
  for (const each of starts)
    for (let fold = each.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const events = page.getElementById("f-events");
  if (events?.checked && starts.some((each) => isHidden(each) && each.closest(".event, .events"))) events.click();
  if (everything && starts.some(isHidden)) everything.click();
  starts[0]?.scrollIntoView({ block: "center" });
}

function highlightRanges(page, id, ranges) {
  const { CSS, Highlight } = page.defaultView;
  if (!ranges.length) {
    page.getElementById(id)?.scrollIntoView();
    return;
  }
  for (const { startContainer, endContainer } of ranges)
    for (const each of page.querySelectorAll("details:not([open])"))
      if (each.contains(startContainer) || each.contains(endContainer)) each.open = true;
  if (CSS?.highlights && Highlight) CSS.highlights.set(HIGHLIGHT_NAME, new Highlight(...ranges));
  ranges[0].startContainer.parentElement.scrollIntoView({ block: "center" });
}

/** Shows a note at the message. Its words come from CSS: in the text, the browser would find them. */
function showNote(page, id, directives) {
  const words = directives.map(({ start, end }) => (end ? `${start} … ${end}` : start)).join(" … ").replace(INVISIBLE, " ");
  const note = page.createElement("p");
  note.className = "quote-note";
  note.setAttribute(QUOTE_UI, "");
  note.setAttribute("role", "status");
  const quote = page.createElement("q");
  quote.dataset.words = words.length > MAX_NOTE_LENGTH ? `${words.slice(0, MAX_NOTE_LENGTH)}…` : words;
  note.append(_("The linked quote was not found on this page:"), " ", quote);
  const message = page.getElementById(id)?.closest("article");
  const body = message?.querySelector(".body") ?? page.querySelector(".conversation");
  body?.before(note);
}
