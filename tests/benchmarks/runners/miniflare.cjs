// A Worker with the scaffolded app's handler in miniflare: one fetch, or as many as it is told.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { answer } = require("./rate.cjs");

const [peers, eventFile, mode] = process.argv.slice(2);
const { Miniflare } = createRequire(join(peers, "package.json"))("miniflare");
const body = readFileSync(eventFile, "utf8");
const script = `export default {
  async fetch(request) {
    const { ticket } = (await request.json()).data;
    const said = Object.entries(ticket.changes).map(
      ([name, [before, after]]) => \`ticket \${ticket.id}: \${name} was \${before} and is \${after}\`,
    );
    return Response.json(said);
  },
};`;

async function main() {
  const worker = new Miniflare({ modules: true, script });
  const fire = async () =>
    await (await worker.dispatchFetch("http://app/", { method: "POST", body })).json();
  if (mode === "once") await fire();
  else await answer(fire);
  await worker.dispose();
}

main();
