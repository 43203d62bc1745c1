// Says where a script's first syntax error is. A process of its own with access to V8's inspector,
// which compiles the text on standard input and never runs it.

import { Session } from "node:inspector";

const chunks = [];
for await (const chunk of Deno.stdin.readable) chunks.push(chunk);
const expression = await new Blob(chunks).text();

const session = new Session();
session.connect();
session.post("Runtime.enable");
session.post("Runtime.compileScript", {
  expression,
  sourceURL: "server.js",
  persistScript: false,
}, (_error, result) => {
  const details = result?.exceptionDetails;
  const place = details ? { line: details.lineNumber + 1, column: details.columnNumber + 1 } : {};
  console.log(JSON.stringify(place));
});
