// Reads seconds, a line each, calls a function for that long, and prints the calls a second.
const { createInterface } = require("node:readline");

exports.answer = async function (call) {
  for await (const line of createInterface({ input: process.stdin })) {
    const began = performance.now();
    const end = began + Number(line) * 1000;
    let calls = 0;
    while (performance.now() < end) {
      await call();
      calls++;
    }
    console.log(calls / ((performance.now() - began) / 1000));
  }
};
