// What the pages do beyond HTML. Everything can be read without it, but for the search.
(function () {
  "use strict";
  var root = document.documentElement;

  function kept(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name);
      localStorage.setItem(name, value);
    } catch (error) { /* storage is off: the choice lasts for this page */ }
    return value;
  }

  // Before the first paint, so that nothing flashes.
  var themes = ["auto", "light", "dark"];
  function setTheme(theme) {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
  }
  var theme = kept("proofdeck-theme");
  if (themes.indexOf(theme) < 0) theme = "auto";
  setTheme(theme);

  // The page in front of all languages leads to the one that the reader's browser asks for.
  var choices = root.getAttribute("data-choose");
  if (choices) {
    var offered = choices.split(" ");
    var wanted = (navigator.languages || [navigator.language || ""]).map(function (each) {
      return each.toLowerCase();
    });
    var found = offered[0];
    wanted.some(function (each) {
      return offered.some(function (one) {
        var code = one.toLowerCase();
        if (each !== code && each.split("-")[0] !== code.split("-")[0]) return false;
        found = one;
        return true;
      });
    });
    location.replace(found + "/index.html");
    return;
  }

  function each(selector, call) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), call);
  }

  function switchTheme() {
    var button = document.getElementById("_theme");
    if (!button) return;
    function show() {
      var said = button.getAttribute("data-" + theme);
      button.setAttribute("data-now", theme);
      button.setAttribute("aria-label", button.getAttribute("data-label") + ": " + said);
      button.title = button.getAttribute("data-label") + ": " + said;
    }
    show();
    button.hidden = false;
    button.addEventListener("click", function () {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      kept("proofdeck-theme", theme);
      setTheme(theme);
      show();
    });
  }

  // Paper shows the answers, too.
  function print() {
    var opened = [];
    window.addEventListener("beforeprint", function () {
      each("details:not([open])", function (one) { one.open = true; opened.push(one); });
    });
    window.addEventListener("afterprint", function () {
      opened.splice(0).forEach(function (one) { one.open = false; });
    });
  }

  function keys() {
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      var at = event.target;
      if (at.closest && at.closest("input, textarea, select, button, summary, a, audio, video")) return;
      if (event.key === "/") {
        var field = document.getElementById("_find");
        if (field) { event.preventDefault(); field.focus(); field.select(); }
        return;
      }
      if (at.closest && at.closest("[tabindex]:not(main)") && event.key !== " ") return; // it scrolls sideways
      var way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
      var link = way && document.querySelector('a[rel="' + way + '"]');
      if (link) { event.preventDefault(); link.click(); return; }
      var answer = document.querySelector("main.one details.answer:not([open])");
      if (event.key === " " && answer) { event.preventDefault(); answer.open = true; }
    });
  }

  // What is wider than the page can be scrolled by keys, too.
  function scrolling() {
    each("pre, .scroll, .math, .rich, .side, .question", function (one) {
      if (one.scrollWidth > one.clientWidth + 1) one.tabIndex = 0;
    });
  }

  // --- search -------------------------------------------------------------------------------

  var cards = [], chapters = [];
  window.proofdeckCards = function (part) {
    part.cards.forEach(function (card) {
      cards.push({
        page: card[0], title: card[1], chapter: card[2], text: card[3],
        low: plain(card[1]) + "\n" + plain(card[3]), head: plain(card[1]) + " " + card[0]
      });
    });
    if (part.chapters) chapters = part.chapters;
  };

  function plain(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function matches(words) {
    var hits = [];
    cards.forEach(function (card, order) {
      var score = 0;
      for (var i = 0; i < words.length; i++) {
        var inHead = card.head.indexOf(words[i]) >= 0;
        if (!inHead && card.low.indexOf(words[i]) < 0) return;
        score += inHead ? 2 : 1;
      }
      hits.push({ card: card, score: score, order: order });
    });
    return hits.sort(function (a, b) { return b.score - a.score || a.order - b.order; });
  }

  function marked(text, words) {
    var out = document.createDocumentFragment(), low = text.toLowerCase(), at = 0;
    while (at < text.length) {
      var next = -1, length = 0;
      words.forEach(function (word) {
        var found = low.indexOf(word, at);
        if (found >= 0 && (next < 0 || found < next)) { next = found; length = word.length; }
      });
      if (next < 0) break;
      out.appendChild(document.createTextNode(text.slice(at, next)));
      var mark = document.createElement("mark");
      mark.textContent = text.slice(next, next + length);
      out.appendChild(mark);
      at = next + length;
    }
    out.appendChild(document.createTextNode(text.slice(at)));
    return out;
  }

  function snippet(card, words) {
    var low = card.text.toLowerCase(), at = -1;
    words.forEach(function (word) {
      var found = low.indexOf(word);
      if (found >= 0 && (at < 0 || found < at)) at = found;
    });
    var from = Math.max(0, at - 60);
    return (from ? "…" : "") + card.text.slice(from, from + 200) + (card.text.length > from + 200 ? "…" : "");
  }

  var MOST = 100;

  function search() {
    var page = document.getElementById("_found"), field = document.getElementById("_find");
    if (!page || !field) return;
    var list = page.querySelector("ol"), said = page.querySelector("[role=status]");
    function show() {
      var words = plain(field.value).split(/\s+/).filter(Boolean);
      list.textContent = "";
      said.textContent = "";
      if (!words.length) return;
      var hits = matches(words), count = hits.length;
      said.textContent = count === 0 ? page.getAttribute("data-none")
        : count === 1 ? page.getAttribute("data-one")
        : page.getAttribute("data-many").replace("{count}", count);
      hits.slice(0, MOST).forEach(function (hit) {
        var item = document.createElement("li"), link = document.createElement("a");
        link.href = "card/" + hit.card.page + ".html";
        link.appendChild(marked(hit.card.title, words));
        var where = document.createElement("span");
        where.className = "where";
        where.textContent = chapters[hit.card.chapter] || "";
        var text = document.createElement("p");
        text.appendChild(marked(snippet(hit.card, words), words));
        item.appendChild(link);
        item.appendChild(where);
        item.appendChild(text);
        list.appendChild(item);
      });
    }
    field.value = new URLSearchParams(location.search).get("q") || "";
    field.addEventListener("input", show);
    field.form.addEventListener("submit", function (event) {
      event.preventDefault();
      var address = location.pathname + "?q=" + encodeURIComponent(field.value);
      try { history.replaceState(null, "", address); } catch (error) { /* not from a file */ }
      show();
    });
    show();
    field.focus();
  }

  document.addEventListener("DOMContentLoaded", function () {
    switchTheme();
    print();
    keys();
    scrolling();
    document.addEventListener("toggle", scrolling, true);
    search();
  });
})();
