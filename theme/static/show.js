// Keep in the address what a conversation shows (`?show=`), and open what the fragment leads to.
"use strict";
{
  const PARAMETER = "show";
  const options = [...document.querySelectorAll(`input[name="${PARAMETER}"]`)];
  const everything = options.at(-1);

  /** Selects an option of the control, and writes it into the address and the links to the other parts. */
  function show(option) {
    option.checked = true;
    const address = new URL(location.href);
    if (option === options[0]) address.searchParams.delete(PARAMETER);
    else address.searchParams.set(PARAMETER, option.value);
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
    if (fold?.closest(".conversation") && (fold.closest("details:not([open])") || !fold.checkVisibility())) reveal(fold);
  }

  const wanted = new URLSearchParams(location.search).get(PARAMETER);
  const option = options.find(({ value }) => value === wanted);
  if (option) option.checked = true;
  addEventListener("DOMContentLoaded", () => {
    if (option) show(option);
    for (const each of options) each.addEventListener("change", () => show(each));
    revealTarget();
  });
  addEventListener("hashchange", revealTarget);
}
