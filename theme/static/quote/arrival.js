// A reader comes by a link to certain words. Most browsers find them by themselves and keep the words from us.

import { PERHAPS } from "./boundaries.js";
import { parse } from "./directives.js";
import { _ } from "./translator.js";
import { OWN, read } from "./page_text.js";
import { rangeOf } from "./ranges.js";
import { search } from "./search.js";

const MOST_SHOWN = 200; // characters of the words that are not there
const HIGHLIGHT = "quoted";
const UNSEEN = /[\p{C}\u2028\u2029]/gu;

/** Lights up the words of the page's address where the browser does not, and says so where they are not there. */
export function arrive(page) {
  const { defaultView: window } = page;
  const [entry] = window.performance.getEntriesByType("navigation");
  const shown = window.location.hash;
  const asked = shown.includes(":~:") ? shown : new URL(entry?.name ?? window.location.href).hash;
  const { id, directives } = parse(asked.slice(1));
  if (!directives.length) return;
  const model = read(page.body);
  const found = directives.map((each) => passageOf(model, each));
  if (shown.includes(":~:")) light(page, id, found.filter(Boolean).map((each) => rangeOf(model, each)));
  const lost = directives.filter((_, n) => !found[n]);
  if (lost.length) tell(page, id, lost);
}

function passageOf(model, directive) {
  const found = search(model.folded, directive, PERHAPS);
  return found && model.passage(...found.map((offset) => model.unfoldedOffset(offset)));
}

function light(page, id, ranges) {
  const { CSS, Highlight } = page.defaultView;
  if (!ranges.length) {
    page.getElementById(id)?.scrollIntoView();
    return;
  }
  for (const { startContainer, endContainer } of ranges)
    for (const each of page.querySelectorAll("details:not([open])"))
      if (each.contains(startContainer) || each.contains(endContainer)) each.open = true;
  if (CSS?.highlights && Highlight) CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
  ranges[0].startContainer.parentElement.scrollIntoView({ block: "center" });
}

/** A note at the message. Its words are in the style, not in the text: else the browser would find them there. */
function tell(page, id, directives) {
  const words = directives.map(({ start, end }) => (end ? `${start} … ${end}` : start)).join(" … ").replace(UNSEEN, " ");
  const note = page.createElement("p");
  note.className = "quote-note";
  note.setAttribute(OWN, "");
  note.setAttribute("role", "status");
  const quote = page.createElement("q");
  quote.dataset.words = words.length > MOST_SHOWN ? `${words.slice(0, MOST_SHOWN)}…` : words;
  note.append(_("The quoted words are not here as they were linked:"), " ", quote);
  const message = page.getElementById(id)?.closest("article");
  const body = message?.querySelector(".body") ?? page.querySelector(".conversation");
  body?.before(note);
}
