// Values as Node 20 shows them. Deno's inspector is Node's but for a few marks, which are changed
// here: it is told how to write symbols and texts, the leaves of what it prints.

import { formatWithOptions, inspect } from "node:util";

// No character of any text: it encloses a symbol until it is known whether that is a key. Two of
// them are as long as the brackets that a key gets, so that lines break where Node's do.
const MARK = "\ufdd0";
const MARKED = new RegExp(`${MARK}([^${MARK}]*)${MARK}(: )?`, "g");
const ESCAPED = /\\\\|\\x[0-9a-f]{2}/g; // a backslash of the text's own, or a character
const QUOTED_SYMBOL = /^Symbol\((["'`])([^\\]*)\1\)$/;

const WAYS = {
  __proto__: null,
  string: (text) => text.replace(ESCAPED, (found) => found.replace(/[a-f]/g, upper)),
  symbol: (text) => MARK + text.replace(QUOTED_SYMBOL, "Symbol($2)") + MARK,
};

export const OPTIONS = {
  // An app's own inspect function would be code of the app that runs here.
  customInspect: false,
  stylize: (text, kind) => WAYS[kind]?.(text) ?? text,
};

/** `value` as `util.inspect` shows it. */
export function inspected(value, options) {
  return finished(inspect(value, { ...OPTIONS, ...options }));
}

/** `args` as `console.log` shows them. */
export function formatted(args) {
  return finished(formatWithOptions(OPTIONS, ...args));
}

/** What the inspector printed with `OPTIONS`, with brackets around symbols that are keys. */
export function finished(text) {
  if (!text.includes(MARK)) return text;
  return text.replace(MARKED, (_, symbol, colon) => colon ? `[${symbol}]: ` : symbol);
}

function upper(digit) {
  return digit.toUpperCase();
}
