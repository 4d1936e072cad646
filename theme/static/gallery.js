// Keep in the address whose drawings the gallery shows (`?by=`), also in the links to its other pages.
"use strict";
{
  const PARAMETER = "by";
  const options = [...document.querySelectorAll(`.gallery input[name="${PARAMETER}"]`)];
  const links = document.querySelectorAll(".pagination a, .kicker a");

  /** Selects an option, and writes it into the address and the links. */
  function show(option) {
    option.checked = true;
    const address = new URL(location.href);
    if (option.value) address.searchParams.set(PARAMETER, option.value);
    else address.searchParams.delete(PARAMETER);
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // Some browsers forbid it for files.
    }
    for (const link of links) link.search = address.search;
  }

  const wanted = new URLSearchParams(location.search).get(PARAMETER) ?? "";
  const option = options.find(({ value }) => value === wanted);
  if (option) show(option);
  // Nobody with that name drew on this page; the other pages may have some.
  else for (const link of links) link.search = location.search;
  for (const each of options) each.addEventListener("change", () => show(each));
}
