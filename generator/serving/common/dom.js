// Elements made of names, attributes and text. Nothing on this page parses HTML: a deck is somebody's.

/**
 * A new element. `class`, `dataset` and `on…` are understood; `true` sets an attribute without a
 * value, `false`, null and undefined leave it out. Children are elements or text; null is left out.
 */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "dataset") Object.assign(made.dataset, value);
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Whether keys that are typed there are text. */
export function isTyped(target) {
  // Elements in a frame are none of this window's.
  return Boolean(target?.matches?.("input, textarea, select, [contenteditable]"));
}

/** A control of buttons of which one is pressed. `choices` are [value, words]. */
export function segments(label, choices, value, chosen, shortcut = null) {
  return el(
    "div",
    { class: "segments", role: "group", "aria-label": label, title: label },
    choices.map(([each, words]) =>
      el(
        "button",
        {
          type: "button",
          "aria-pressed": String(each === value),
          "aria-keyshortcuts": shortcut,
          onclick: () => chosen(each),
        },
        words,
      ),
    ),
  );
}

/** Calls `work` once after all that happens now. Timers run in hidden tabs, animation frames do not. */
export function once(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      work();
    });
  };
}

/** Says something to who cannot see it. */
export function announce(words) {
  const live = byId("live");
  live.textContent = "";
  setTimeout(() => (live.textContent = words), 50);
}

export const timeOf = (moment) => new Date(moment).toLocaleTimeString([], { hour12: false });
