// The global fetch of npm packages: as Node's, by way of the parent's gateway.

import { framesHere, refusal } from "./refusal.js";

const MOST_REDIRECTS = 20;
const REDIRECTS = [301, 302, 303, 307, 308];
const WITHOUT_BODY = [204, 205, 304];

/** The function that stands for `original` during the firings that `listener` gives. */
export function fetcher(original, listener) {
  return async function fetch(input, init) {
    const firing = listener();
    const request = new Request(input, init);
    if (!firing?.gate || !/^https?:/.test(request.url)) return original(input, init);
    const exchange = firing.exchange();
    const send = (address, options) =>
      original(`http://127.0.0.1:${firing.gate.port}${address}`, options);
    try {
      return await followed(send, exchange, await asked(request));
    } finally {
      exchange.end();
    }
  };
}

async function asked(request) {
  const { method, url, headers, redirect, signal } = request;
  const frames = framesHere();
  const body = request.body && await request.arrayBuffer();
  return { method, url, headers: new Headers(headers), body, redirect, signal, frames };
}

/** The response to a request, and to those that its redirections ask for. */
async function followed(send, exchange, wanted) {
  for (let count = 0; count <= MOST_REDIRECTS; count++) {
    const response = await answered(send, exchange, wanted);
    const location = REDIRECTS.includes(response.status) && response.headers.get("location");
    if (!location || wanted.redirect === "manual") return described(response, wanted.url, count);
    if (wanted.redirect === "error") break;
    wanted = redirected(wanted, response.status, new URL(location, wanted.url));
  }
  throw failed(new Error("The request was redirected."), wanted.frames);
}

async function answered(send, exchange, { method, url, headers, body, signal, frames }) {
  const { origin, host, pathname, search } = new URL(url);
  const sent = new Headers(headers);
  for (const [name, value] of [["host", host], exchange.leave(origin)]) sent.set(name, value);
  const response = await send(pathname + search, {
    method,
    headers: sent,
    body,
    signal,
    redirect: "manual",
  });
  const error = refusal(Object.fromEntries(response.headers), frames);
  if (error) throw failed(error, frames);
  // Whole, so that the firing need not ask whether anybody reads it.
  const content = await response.arrayBuffer();
  const { status, statusText } = response;
  const kept = WITHOUT_BODY.includes(status) ? null : content;
  return new Response(kept, { status, statusText, headers: response.headers });
}

/** The next request, as the Fetch standard has it. */
function redirected({ url: before, ...request }, status, url) {
  let { method, headers, body } = request;
  const changes = status === 303 ? method !== "HEAD" : status < 303 && method === "POST";
  if (changes) [method, body] = ["GET", null];
  if (changes) {
    for (const name of [...headers.keys()]) if (/^content-/.test(name)) headers.delete(name);
  }
  if (url.origin !== new URL(before).origin) {
    for (const name of ["authorization", "cookie", "proxy-authorization"]) headers.delete(name);
  }
  return { ...request, method, url: url.href, body };
}

function described(response, url, count) {
  Object.defineProperty(response, "url", { value: url });
  Object.defineProperty(response, "redirected", { value: count > 0 });
  return response;
}

function failed(cause, frames) {
  const error = new TypeError("fetch failed", { cause });
  error.stack = `${error}${frames}`;
  return error;
}
