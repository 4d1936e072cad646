// What a reader has chosen for the display. It is applied before the page is drawn, so that nothing flashes.
"use strict";
{
  const KEY = "sitegen-display"; // all sites of one host share it
  const CHOICES = { theme: ["light", "dark"], size: ["small", "large"], keys: ["off"] };

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {}; // some browsers keep nothing, for example for files
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
    document.querySelector("meta[name=color-scheme]").content = dataset.theme ?? "light dark";
  }

  show(kept());
  addEventListener("DOMContentLoaded", () => show(kept()));
  addEventListener("pageshow", ({ persisted }) => persisted && show(kept())); // another page may have changed it
  addEventListener("change", ({ target }) => {
    if (!target.closest(".display")) return;
    const choices = { ...kept(), [target.name]: target.value };
    try {
      localStorage.setItem(KEY, JSON.stringify(choices));
    } catch {
      // It is for this page only.
    }
    show(choices);
  });
}
