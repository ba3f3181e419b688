// What the deck is doing now: the line at the foot.

import { Connection } from "./connection.js";
import { byId, el } from "./dom.js";
import { say, wordsFor } from "./words.js";

export class Status extends Connection {
  constructor(retry) {
    super(retry, say);
  }

  deck(model) {
    const { counts, unsettled } = model.counts();
    const names = wordsFor("status");
    const shown = Object.entries(counts).filter(([, n]) => n);
    byId("counts").replaceChildren(
      ...shown.map(([status, n]) => el("span", { class: status }, `${n} ${names[status]}`)),
    );
    const busy = byId("busy");
    const { reading, programs, settling = unsettled } = model.busy ?? {};
    if (programs) busy.textContent = say("programs", { n: programs });
    else if (settling) busy.textContent = say("settling", { n: settling });
    else busy.textContent = say(reading ? "reading" : "settled");
    busy.classList.toggle("working", Boolean(programs || settling || reading));
    this.broken(model.broken);
  }
}
