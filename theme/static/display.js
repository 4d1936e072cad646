// What a reader has chosen for the display. It is applied before the page is drawn, so that nothing flashes.
"use strict";
{
  const KEY = "sitegen-display"; // all sites of one host share it
  const CHOICES = { theme: ["light", "dark"], size: ["small", "large"], keys: ["off"] };

  let chosen = {}; // on this page

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return chosen; // some browsers keep nothing, for example for files
    }
  }

  function show(choices) {
    const { dataset } = document.documentElement;
    for (const [name, values] of Object.entries(CHOICES)) {
      if (values.includes(choices[name])) dataset[name] = choices[name];
      else delete dataset[name];
      const button = document.getElementById(`f-${dataset[name]}`) ?? document.querySelector(`.display .${name} [checked]`);
      if (button) button.checked = true;
    }
    const scheme = document.querySelector("meta[name=color-scheme]");
    const wanted = dataset.theme ?? "light dark";
    if (scheme.content !== wanted) scheme.content = wanted; // even the same words restyle all messages
  }

  show(kept());
  addEventListener("DOMContentLoaded", () => show(kept()));
  addEventListener("pageshow", ({ persisted }) => persisted && show(kept())); // another page may have changed it
  addEventListener("change", ({ target }) => {
    if (!target.closest(".display")) return;
    chosen = { ...kept(), [target.name]: target.value };
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // It is for this page only.
    }
    show(chosen);
  });
}
