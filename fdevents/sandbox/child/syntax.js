// Says where the first syntax error of each script is. A process of its own with access to V8's
// inspector, which compiles the texts on standard input, a JSON list, and never runs them.

import { Session } from "node:inspector";

const chunks = [];
for await (const chunk of Deno.stdin.readable) chunks.push(chunk);
const sources = JSON.parse(await new Blob(chunks).text());

const session = new Session();
session.connect();
session.post("Runtime.enable");
const places = sources.map((expression) => {
  let place = null;
  // The answer comes before `post` returns.
  session.post("Runtime.compileScript", {
    expression,
    sourceURL: "server.js",
    persistScript: false,
  }, (_error, result) => {
    const details = result?.exceptionDetails;
    if (details) place = { line: details.lineNumber + 1, column: details.columnNumber + 1 };
  });
  return place;
});
console.log(JSON.stringify(places));
