// Keep in the address what a conversation shows (`?show=`, `?events=`), and open what the fragment leads to.
"use strict";
{
  const options = [...document.querySelectorAll('input[name="show"]')];
  const everything = options.at(-1);
  const inputs = [...options, ...document.querySelectorAll('input[name="events"]')];

  /** Selects an option of the control. */
  function show(option) {
    option.checked = true;
    keep();
  }

  /** Writes what is selected into the address and the links to the other parts. */
  function keep() {
    const address = new URL(location.href);
    for (const each of inputs) address.searchParams.delete(each.name);
    for (const each of inputs) if (each.checked && each !== options[0]) address.searchParams.set(each.name, each.value);
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // Some browsers forbid it for files.
    }
    for (const link of document.querySelectorAll(".prev-next a[data-part], #parts a")) link.search = address.search;
  }

  /** Opens the folds around an element, and shows what the control hides of it. */
  function reveal(element) {
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (everything && !everything.checked && !element.checkVisibility()) show(everything);
    element.scrollIntoView();
  }

  function revealTarget() {
    const id = location.hash.slice(1);
    const target = document.getElementById(id);
    // A former id of a message leads to an element before its folds.
    const fold = target?.matches(".alias") && id.includes("-p")
      ? document.getElementById(`${target.closest("article").id}${id.slice(id.lastIndexOf("-"))}`)
      : target;
    if (!fold?.closest(".conversation")) return;
    const wasHidden = document.querySelector('input[name="events"]:checked') && fold.closest(".event");
    if (wasHidden || fold.closest("details:not([open])") || !fold.checkVisibility()) reveal(fold);
  }

  const wanted = new URLSearchParams(location.search);
  const selected = inputs.filter(({ name, value }) => wanted.get(name) === value);
  for (const each of inputs) each.checked = each.defaultChecked; // browsers may keep a choice when a page is loaded again
  for (const each of selected) each.checked = true;
  addEventListener("DOMContentLoaded", () => {
    if (selected.length) keep();
    for (const each of inputs) each.addEventListener("change", keep);
    revealTarget();
  });
  // A hidden event has its place only after the browser went to it.
  addEventListener("load", () => requestAnimationFrame(revealTarget));
  addEventListener("hashchange", revealTarget);
}
