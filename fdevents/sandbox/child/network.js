// The network of npm packages: what they send by node:http, node:https and fetch goes to the
// parent's gateway, which answers it. Any other connection is told of, and Deno stops it.

import dns from "node:dns";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { urlToHttpOptions } from "node:url";
import { fetcher } from "./fetch.js";
import { framesHere, refusal } from "./refusal.js";

const HOST = "127.0.0.1";
const DEFAULT_PORTS = { "http:": 80, "https:": 443 };
// What says how a request is made, in contrast to where it goes and by which connection.
const KEPT = ["auth", "method", "path", "timeout", "signal", "setHost", "maxHeaderSize"];

/** Takes over the network for the firing that `listener` gives, before any package loads. */
export function takeOver(listener) {
  const send = http.request;
  for (const [module, protocol] of [[http, "http:"], [https, "https:"]]) {
    const original = module.request;
    module.request = function request(...args) {
      const firing = listener();
      const { options, callback } = read(args);
      const origin = firing?.gate ? originOf(options, protocol) : "";
      // Without one, Node says what is wrong, or tries to connect.
      return origin ? exchanged(firing, send, options, origin, callback) : original(...args);
    };
    module.get = function get(...args) {
      const request = module.request(...args);
      request.end();
      return request;
    };
  }
  globalThis.fetch = fetcher(globalThis.fetch, listener);
  watch(listener);
}

/** The arguments of request and get, in any of their forms. */
function read([first, second, third]) {
  const isAddress = typeof first === "string" || first instanceof URL;
  const given = isAddress ? second : first;
  const options = isAddress ? { ...urlToHttpOptions(new URL(first)) } : {};
  if (typeof given === "function") return { options, callback: given };
  for (const name in given) options[name] = given[name]; // what is inherited counts, too
  return { options, callback: isAddress ? third : second };
}

/** Where the request would go, "" where it is not one that a gateway can answer. */
function originOf(options, itsProtocol) {
  const protocol = options.protocol ?? itsProtocol;
  const isUpgrade = Object.keys(options.headers ?? {}).some((name) => /^upgrade$/i.test(name));
  if (!(protocol in DEFAULT_PORTS) || options.socketPath || isUpgrade) return "";
  const host = String(options.hostname || options.host || "localhost");
  const bare = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const port = Number(options.port || options.defaultPort || DEFAULT_PORTS[protocol]);
  return `${protocol}//${bare}${port === DEFAULT_PORTS[protocol] ? "" : `:${port}`}`;
}

/** The options by which the request goes to the gateway, with our `leave`. */
function toGateway(options, origin, port, leave) {
  const found = { host: HOST, port, agent: false };
  for (const name of KEPT) if (options[name] !== undefined) found[name] = options[name];
  const given = options.headers ?? {};
  const pairs = Array.isArray(given) ? paired(given) : Object.entries(given);
  const added = [leave];
  if (!pairs.some(([name, value]) => /^host$/i.test(name) && value)) {
    added.push(["Host", origin.slice(origin.indexOf("//") + 2)]);
  }
  // A list stays one: names may be in it twice.
  const headers = [...pairs, ...added];
  found.headers = Array.isArray(given) ? headers.flat() : Object.fromEntries(headers);
  return found;
}

/** Headers in a list, as Node takes them: pairs, or names and values in turn. */
function paired(list) {
  if (Array.isArray(list[0])) return list;
  return list.flatMap((name, index) => index % 2 ? [] : [[name, list[index + 1]]]);
}

/** Sends the request to the gateway, and has the firing wait for it. */
function exchanged(firing, send, options, origin, callback) {
  let response = null;
  const exchange = firing.exchange(() => response !== null && !isRead(response));
  const { port } = firing.gate;
  try {
    const wanted = toGateway(options, origin, port, exchange.leave(origin));
    const frames = framesHere();
    const request = send(wanted, callback);
    if (origin.startsWith("https:")) request.once("socket", secured);
    return followed(request, exchange, frames, (found) => {
      response = found;
    });
  } catch (error) { // what Node says of options that are wrong
    exchange.end();
    throw error;
  }
}

/** Tells those who wait for a secure connection, such as stripe, that it is one. */
function secured(socket) {
  socket.once("connect", () => socket.emit("secureConnect"));
}

/** Ends the exchange with the request, and turns what the gateway refuses into an error. */
function followed(request, exchange, frames, take) {
  const emit = request.emit;
  request.emit = function (event, ...args) {
    if (event === "response") {
      const [response] = args;
      const error = refusal(response.headers, frames);
      if (error) {
        request.destroy(error);
        return true;
      }
      response.socket.authorized = true; // which the package request asks of a secure connection
      response.once("end", exchange.end).once("close", exchange.end);
      take(response);
    }
    try {
      return emit.call(this, event, ...args);
    } finally {
      if (event === "close" || event === "error") exchange.end();
    }
  };
  return request;
}

function isRead(response) {
  return response.listenerCount("data") > 0 || response.listenerCount("readable") > 0;
}

/** Tells the firing of connections that are not the gateway's. */
function watch(listener) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    const { host, port, path } = typeof options === "object" ? options : named(args);
    const firing = listener();
    const isGateway = host === HOST && port === firing?.gate?.port;
    if (!isGateway) firing?.stopped(path ?? `${host ?? "localhost"}:${port}`);
    return connect.apply(this, args);
  };
  for (const each of [dns, dns.promises]) {
    for (const holder of [each, each.Resolver.prototype]) watchNames(holder, listener);
  }
  for (const name of ["WebSocket", "EventSource"]) {
    const Original = globalThis[name];
    if (!Original) continue;
    globalThis[name] = class extends Original {
      constructor(address, ...more) {
        listener()?.stopped(URL.parse(address)?.host ?? String(address));
        super(address, ...more);
      }
    };
  }
}

let isLookingUp = false; // one look-up may call another

/** Tells the firing of hosts whose addresses a package looks up by itself. */
function watchNames(holder, listener) {
  for (const name of Object.getOwnPropertyNames(holder)) {
    const original = holder[name];
    if (!/^(lookup$|resolve|reverse$)/.test(name) || typeof original !== "function") continue;
    holder[name] = function (...args) {
      const isFirst = !isLookingUp;
      if (isFirst) listener()?.stopped(String(args[0]));
      isLookingUp = true;
      try {
        return original.apply(this, args);
      } finally {
        if (isFirst) isLookingUp = false;
      }
    };
  }
}

function named([first, second]) {
  if (typeof first === "string" && Number.isNaN(Number(first))) return { path: first };
  return { port: first, host: typeof second === "string" ? second : undefined };
}
