// What the reader has chosen, kept by the browser; among it whether the page is light or dark.

import { byId, el } from "./dom.js";

export class Choices {
  /** Choices kept under a name, `defaults` until the reader has chosen. */
  constructor(name, defaults) {
    this.name = name;
    this.values = { theme: "auto", ...defaults, ...kept(name) };
    this.dark = matchMedia("(prefers-color-scheme: dark)");
  }

  /** Changes choices, and keeps them where the browser lets us. */
  choose(changes) {
    Object.assign(this.values, changes);
    try {
      localStorage.setItem(this.name, JSON.stringify(this.values));
    } catch {
      // Private windows may refuse: then they last as long as the page.
    }
  }

  get pageIsDark() {
    const { theme } = this.values;
    return theme === "auto" ? this.dark.matches : theme === "dark";
  }

  nextTheme() {
    this.choose({ theme: after(["auto", "light", "dark"], this.values.theme) });
  }

  /** Puts the page into light or dark, and says so on the button `#theme`. `words` are of the themes. */
  applyTheme(words, hint) {
    const { theme } = this.values;
    document.documentElement.dataset.theme = theme;
    document.documentElement.classList.toggle("dark", this.pageIsDark);
    const icon = { auto: "◐", light: "☀", dark: "☾" }[theme];
    byId("theme").replaceChildren(
      el("span", { class: "twin", "aria-hidden": "true" }, icon),
      el("span", { class: "wide" }, words[theme]),
    );
    byId("theme").setAttribute("aria-label", `${hint}: ${words[theme]}`);
  }
}

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

/** The value after `value` among `values`, the first after the last. */
export const after = (values, value) => values[(values.indexOf(value) + 1) % values.length];
