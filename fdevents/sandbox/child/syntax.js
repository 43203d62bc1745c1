// Says where the first syntax error of each script is. A process of its own with access to V8's
// inspector, which compiles the texts on standard input, a JSON list, and never runs them.

import { Session } from "node:inspector";

const chunks = [];
for await (const chunk of Deno.stdin.readable) chunks.push(chunk);
const sources = JSON.parse(await new Blob(chunks).text());

const session = new Session();
session.connect();
session.post("Runtime.enable");
const places = await Promise.all(sources.map((expression) =>
  new Promise((resolve) => {
    session.post("Runtime.compileScript", {
      expression,
      sourceURL: "server.js",
      persistScript: false,
    }, (_error, result) => {
      const details = result?.exceptionDetails;
      resolve(
        details ? { line: details.lineNumber + 1, column: details.columnNumber + 1 } : null,
      );
    });
  })
));
console.log(JSON.stringify(places));
