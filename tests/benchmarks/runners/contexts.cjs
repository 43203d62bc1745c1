// Fresh contexts in a loop: alone, or with the app loaded and its handler called in each.
const { readFileSync } = require("node:fs");
const vm = require("node:vm");
const { answer } = require("./rate.cjs");

const [file, eventFile, mode] = process.argv.slice(2);
const script = new vm.Script(readFileSync(file, "utf8"), { filename: "server.js" });
const event = readFileSync(eventFile, "utf8");
const read = new vm.Script("exports");
const said = [];
const quiet = { log: (text) => said.push(text) };

function fresh() {
  return vm.createContext(vm.constants.DONT_CONTEXTIFY);
}

function fire() {
  const context = fresh();
  context.console = quiet;
  context.exports = {};
  script.runInContext(context);
  said.length = 0;
  return read.runInContext(context).onTicketUpdateCallback(JSON.parse(event));
}

answer(mode === "empty" ? fresh : fire);
