// What Anki's MathJax knows and shows. In an empty folder:
//
//     npm install mathjax-full@3.2.2
//     node …/oracle.js names            the commands and environments, as JSON
//     node …/oracle.js < formulas.json  for [formula, display] pairs: why it is not shown, or ""
//
// The file that is loaded is byte for byte the one in Anki; the settings are those of Anki, but for
// what Anki does not have: other packages that `\require` loads.

const Module = require("module");
const path = require("path");
const fs = require("fs");

const here = Module.createRequire(path.join(process.cwd(), "x.js"));
const main = here.resolve("mathjax-full/es5/tex-chtml-full.js");
const resolved = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) =>
  resolved.call(Module, name === "xmldom-sre" ? here.resolve("@xmldom/xmldom") : name, ...rest);

const packages = ["noerrors", "mathtools"];
global.MathJax = {
  tex: {
    displayMath: [["\\[", "\\]"]],
    processEscapes: false,
    processEnvironments: false,
    processRefs: false,
    packages: { "[+]": packages, "[-]": ["textmacros"] },
  },
  loader: { load: ["adaptors/liteDOM"], paths: { mathjax: path.dirname(main) }, require: here },
  startup: { typeset: false },
};
require(main);

function names() {
  const handlers = MathJax.startup.getInputJax()[0]._parseOptions.handlers;
  const known = (kind) =>
    [...handlers.get(kind)._configuration].flatMap(({ item }) => [...(item.map || new Map()).keys()]);
  return {
    commands: [...new Set(known("macro").concat(known("delimiter")))],
    delimiters: known("delimiter"),
    environments: [...new Set(known("environment"))],
  };
}

function verdict([tex, display]) {
  MathJax.texReset();
  let shown;
  try {
    shown = MathJax.tex2mml(tex, { display });
  } catch (error) {
    return `crash: ${error.message}`;
  }
  const error = /<merror[^>]*data-mjx-error="([^"]*)"/.exec(shown);
  if (error) return error[1];
  const unknown = /mathcolor="red"[^>]*>(\\[^<]*)</.exec(shown);
  return unknown ? `unknown ${unknown[1]}` : "";
}

MathJax.startup.promise.then(() => {
  const asked = process.argv[2] === "names" ? [] : JSON.parse(fs.readFileSync(0, "utf8"));
  const answer = process.argv[2] === "names" ? names() : asked.map(verdict);
  fs.writeFileSync(1, JSON.stringify(answer));
  process.exit(0);
});
