// What the parent's gateway says instead of a response.

const NOT_OF_THE_APP = /^\s*at (?:.*\()?(?:[a-z]+:|<anonymous>|new Promise)/; // file:, node:, ext:
const MOST_FRAMES = 100; // of a library's own, before those of the app come

/**
 * The error that the gateway's answer stands for, null where it is a response of the host's.
 * `frames` are those of whoever made the request, which the answer's arrival does not know.
 */
export function refusal(headers, frames) {
  const code = headers["x-fdevents-code"];
  if (!code) return null;
  const error = new Error(decodeURIComponent(headers["x-fdevents-message"]));
  error.stack = `${error}${frames}`;
  return Object.assign(error, { code });
}

/** The frames of a stack trace of now that are the app's: a library's own say little, and are many. */
export function framesHere() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = MOST_FRAMES;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  const lines = String(stack).split("\n").slice(1);
  return lines.filter((line) => !NOT_OF_THE_APP.test(line)).map((line) => `\n${line}`).join("");
}
