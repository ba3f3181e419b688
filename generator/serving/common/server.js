// All talk with the server: requests, and the stream of events.

const SILENCE = 5500; // ms after which a server that should say "alive" each 2 s is lost
const RETRY = 1000;

let token = document.querySelector('meta[name="proofdeck-token"]').content;

/** The path of a card's key, which has slashes. */
export const pathOf = (key) => key.split("/").map(encodeURIComponent).join("/");

/** What the server said instead of an answer. */
export class RequestError extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/** The JSON of an answer. Throws a RequestError, or a TypeError where there was no answer. */
export async function get(path) {
  return answer(await fetch(path, { headers: { Accept: "application/json" }, cache: "no-store" }));
}

export async function post(path, value) {
  const send = () => {
    const headers = { "Content-Type": "application/json", "X-Proofdeck-Token": token };
    return fetch(path, { method: "POST", headers, body: JSON.stringify(value) });
  };
  const response = await send();
  return answer(response.status === 403 && (await renewToken()) ? await send() : response);
}

async function answer(response) {
  let value = null;
  try {
    value = await response.json();
  } catch {
    // Whatever it was, it was not for us.
  }
  if (response.ok && value !== null) return value;
  const words = [value?.message || `HTTP ${response.status}`, value?.hint];
  throw new RequestError(response.status, words.filter(Boolean).join(" – "));
}

/** A server that was started anew has another token, and only its page has it. Whether it is one. */
async function renewToken() {
  const page = await (await fetch("/", { cache: "no-store" })).text();
  const meta = new DOMParser().parseFromString(page, "text/html");
  const before = token;
  token = meta.querySelector('meta[name="proofdeck-token"]')?.content ?? token;
  return token !== before;
}

/**
 * Keeps one stream of events open, and the state complete: it calls `state(all)` at first, after a
 * gap, and when the server has changed; `change(delta)` for each that follows; `beat()` whenever the
 * server was heard; `lost(since)` once when it is no more; `back()` after that.
 */
export class Stream {
  /** `address` is that of the whole state. */
  constructor(heard, address = "/api/state") {
    this.on = heard;
    this.address = address;
    this.version = null;
    this.server = null;
    this.last = null; // when the server was heard last
    this.isLost = false;
    this.queue = null; // changes that come while the state is being loaded
    setInterval(() => this.watch(), 1000);
    addEventListener("pagehide", () => this.source?.close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    this.source?.close();
    const source = new EventSource("/events");
    this.source = source;
    this.opened = Date.now();
    const listen = (name, work) =>
      source.addEventListener(name, (event) => {
        if (source !== this.source) return;
        this.heard();
        work(event.data ? JSON.parse(event.data) : {});
      });
    listen("hello", (hello) => this.hello(hello));
    listen("change", (change) => this.change(change));
    listen("alive", () => {
      if (this.version === null && this.queue === null) this.load();
    });
    source.addEventListener("error", () => source === this.source && this.fail());
  }

  heard() {
    this.last = Date.now();
    this.on.beat();
  }

  watch() {
    if (this.source && Date.now() - Math.max(this.last ?? 0, this.opened) > SILENCE) this.fail();
  }

  fail() {
    this.source?.close();
    this.source = null;
    this.queue = null;
    if (!this.isLost) {
      this.isLost = true;
      this.on.lost(this.last);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), RETRY);
  }

  async hello({ server, version }) {
    if (this.server !== null && server !== this.server) {
      this.version = null;
      try {
        await renewToken();
      } catch {
        return this.fail();
      }
    }
    this.server = server;
    if (version !== this.version) await this.load();
    else this.recovered();
  }

  recovered() {
    if (!this.isLost) return;
    this.isLost = false;
    this.on.back();
  }

  async load() {
    if (this.queue !== null) return;
    const queue = (this.queue = []);
    const source = this.source;
    try {
      const state = await get(this.address);
      if (this.queue !== queue || source !== this.source) return;
      this.version = state.version;
      this.on.state(state);
    } catch {
      if (source === this.source) this.fail();
      return;
    }
    this.queue = null;
    this.recovered();
    for (const change of queue) this.change(change);
  }

  change(change) {
    if (this.queue !== null) this.queue.push(change);
    else if (this.version === null || change.version > this.version + 1) this.load();
    else if (change.version === this.version + 1) {
      this.version = change.version;
      this.on.change(change);
    }
  }
}
