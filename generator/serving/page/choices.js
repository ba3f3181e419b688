// What the reader has chosen, kept by the browser.

const KEPT = "proofdeck-preview";
const DEFAULTS = {
  side: "both",
  device: "auto",
  look: "auto",
  follow: true,
  theme: "auto",
  panel: null, // the problems: open or shut; null for what `panelOpen` says
};

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

export const choices = { ...DEFAULTS, ...kept() };

/** Changes choices, and keeps them where the browser lets us. */
export function choose(changes) {
  Object.assign(choices, changes);
  try {
    localStorage.setItem(KEPT, JSON.stringify(choices));
  } catch {
    // Private windows may refuse: then they last as long as the page.
  }
}

const dark = matchMedia("(prefers-color-scheme: dark)");

export const pageIsDark = () =>
  choices.theme === "auto" ? dark.matches : choices.theme === "dark";

/** Puts the page into light or dark. */
export function applyTheme() {
  document.documentElement.dataset.theme = choices.theme;
}

/** Calls `changed` when what is chosen by the system or the width of the page is another. */
export function onSurroundings(changed) {
  dark.addEventListener("change", changed);
  narrow.addEventListener("change", changed);
}

/** The value after `value` among `values`, the first after the last. */
export const after = (values, value) => values[(values.indexOf(value) + 1) % values.length];

/** The looks to show: "auto" is that of the page. */
export function looks() {
  if (choices.look === "both") return ["light", "night"];
  if (choices.look === "auto") return [pageIsDark() ? "night" : "light"];
  return [choices.look];
}

const narrow = matchMedia("(max-width: 760px)");

/** The devices to show: "auto" is the one that the page is on. */
export function devices() {
  if (choices.device === "both") return ["desktop", "phone"];
  if (choices.device === "auto") return [narrow.matches ? "phone" : "desktop"];
  return [choices.device];
}

/** Whether the problems are open: where there is room, as long as there are any. */
export const panelOpen = (problems) => choices.panel ?? (problems > 0 && !narrow.matches);

export const sides = () => (choices.side === "both" ? ["front", "back"] : [choices.side]);
