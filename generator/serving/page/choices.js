// What the author has chosen, kept by the browser.

import { Choices } from "./theme.js";

export const chosen = new Choices("proofdeck-preview", {
  side: "both",
  device: "auto",
  look: "auto",
  follow: true,
  panel: null, // the problems: open or shut; null for what `panelOpen` says
});
export const choices = chosen.values;
export const choose = (changes) => chosen.choose(changes);

const narrow = matchMedia("(max-width: 760px)");

/** Calls `changed` when what is chosen by the system or the width of the page is another. */
export function onSurroundings(changed) {
  chosen.dark.addEventListener("change", changed);
  narrow.addEventListener("change", changed);
}

/** The looks to show: "auto" is that of the page. */
export function looks() {
  if (choices.look === "both") return ["light", "night"];
  if (choices.look === "auto") return [chosen.pageIsDark ? "night" : "light"];
  return [choices.look];
}

/** The devices to show: "auto" is the one that the page is on. */
export function devices() {
  if (choices.device === "both") return ["desktop", "phone"];
  if (choices.device === "auto") return [narrow.matches ? "phone" : "desktop"];
  return [choices.device];
}

/** Whether the problems are open: where there is room, as long as there are any. */
export const panelOpen = (problems) => choices.panel ?? (problems > 0 && !narrow.matches);

export const sides = () => (choices.side === "both" ? ["front", "back"] : [choices.side]);
