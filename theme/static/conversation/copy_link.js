// Show a button that copies the address of the message under the pointer or the focus.

import { element } from "./elements.js";
import { _ } from "./translator.js";

const QUOTE_UI = "data-quote"; // quotations ignore the element, as in quote/page_text.js
const PAUSE = 2000; // ms in which the button says that it has copied

export class CopyLink {
  #page;
  #button = null;
  #status = null;
  #timer = 0;

  constructor(page) {
    this.#page = page;
  }

  start() {
    const conversation = this.#page.querySelector(".conversation");
    for (const type of ["pointerover", "focusin"]) conversation?.addEventListener(type, (event) => this.#follow(event));
  }

  /** Puts the only button into a message; it stays where the keyboard is. */
  #follow({ type, target }) {
    const address = target.closest("article")?.querySelector(".address");
    if (!address || address === this.#button?.parentNode) return;
    if (type === "pointerover" && this.#button?.matches(":focus-visible")) return;
    this.#button ??= this.#createButton();
    this.#say("");
    address.append(this.#button);
  }

  #createButton() {
    const button = element("button", { type: "button", class: "copy-link", [QUOTE_UI]: "" });
    button.addEventListener("click", () => this.#copy());
    this.#status = element("p", { class: "visually-hidden", role: "status", [QUOTE_UI]: "" });
    this.#page.body.append(this.#status);
    return button;
  }

  async #copy() {
    const address = this.#button.parentNode;
    const permalink = address.querySelector(".permalink");
    let result = _("Copied");
    try {
      await this.#page.defaultView.navigator.clipboard.writeText(publicAddress(this.#page, permalink));
    } catch { // not a secure page, or no permission
      permalink.click();
      result = _("It is in the address bar.");
    }
    if (address === this.#button.parentNode) this.#say(result);
  }

  /** Shows and announces a result; without one, the button says what it does. The words are drawn by CSS. */
  #say(result) {
    clearTimeout(this.#timer);
    this.#status.textContent = result;
    this.#button.dataset.result = result;
    this.#button.title = _("Copy link");
    this.#button.setAttribute("aria-label", result || _("Copy link"));
    if (result) this.#timer = setTimeout(() => this.#say(""), PAUSE);
  }
}

/** Returns the address of a message on the published site; if that is unknown, where it is here. */
function publicAddress(page, permalink) {
  const canonical = page.querySelector('link[rel="canonical"]')?.href;
  const address = new URL(permalink.getAttribute("href"), canonical ?? page.location.href);
  address.search = "";
  return address.href;
}
