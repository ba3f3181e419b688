// The words of a page, in the browser's language.

const preferred = navigator.languages.find((each) => /^(en|zh)\b/i.test(each)) ?? "en";

export const chinese = /^zh/i.test(preferred);

/**
 * The words of one of two tables of the same names. An array of words is [one, other], by `n`; a
 * table within them is had by `wordsFor`.
 */
export function vocabulary(english, inChinese) {
  const table = chinese ? inChinese : english;
  return {
    wordsFor: (name) => table[name] ?? {},
    /** The words called `name`, with {values} put in. */
    say(name, values = {}) {
      let words = table[name];
      if (Array.isArray(words)) words = words[values.n === 1 ? 0 : 1];
      return words.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
    },
  };
}

/** Writes the fixed words of the page, and says in which language they are. */
export function translate(say, root = document) {
  document.documentElement.lang = chinese ? "zh-CN" : "en";
  for (const each of root.querySelectorAll("[data-word]")) each.textContent = say(each.dataset.word);
  for (const each of root.querySelectorAll("[data-label]"))
    each.setAttribute("aria-label", say(each.dataset.label));
  for (const each of root.querySelectorAll("[data-hint]")) each.title = say(each.dataset.hint);
}
