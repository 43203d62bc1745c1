// What a runner of ten lines does: the script into a fresh context, the event to its handler.
const { readFileSync } = require("node:fs");
const vm = require("node:vm");

const [file, eventFile, callback] = process.argv.slice(2);
const context = vm.createContext({ console, exports: {} });
vm.runInContext(readFileSync(file, "utf8"), context, { filename: file });
const event = JSON.parse(readFileSync(eventFile, "utf8"));
Promise.resolve(context.exports[callback](event)).then((value) => console.log("returned", value));
process.send?.({ "watch:require": [file] }); // what `node --watch` is told of every module
