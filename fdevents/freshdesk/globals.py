"""What the platform gives to handlers, and lacks: time, room, and globals of elsewhere."""

from __future__ import annotations

# The platform's documented limits. For set-up on 3.x sources name 10 s and 20 s: what ends within
# the shorter time is safe on both.
TIME_LIMIT_SECONDS = 20
SETUP_SECONDS = 10
PAYLOAD_LIMIT_BYTES = 256 * 1024

_TIMER = (
    "There are no timers: a handler does its work when it is called, and returns a promise for "
    "whatever is still under way."
)
_REQUIRE = (
    "There are no modules on platform 2.0: keep helper functions in server.js itself, outside "
    "exports, or move the app to a later platform-version."
)
_MODULE = "A file's value is what it assigns to exports."
_BYTES = "There is no Buffer: use Uint8Array, and write conversions such as base64 by hand."
_NETWORK = "A handler has no network of its own, so nothing can be fetched."
_NODE = "Handlers do not run in Node: they have the language's own globals, and console."
_BROWSER = "Handlers do not run in a browser: front-end code belongs under app/."
_LATER = (
    "This came with platform 2.1; the platform-version in the manifest says which one the app uses."
)

# Globals that developers know from Node or a browser -> what to do instead (Product events, Note 2:
# “functions such as setTimeout, require cannot be used”).
UNAVAILABLE_GLOBALS = {
    **dict.fromkeys(
        (
            "setTimeout", "setInterval", "setImmediate",
            "clearTimeout", "clearInterval", "clearImmediate", "queueMicrotask",
        ),
        _TIMER,
    ),
    "require": _REQUIRE,
    **dict.fromkeys(("module", "__dirname", "__filename"), _MODULE),
    **dict.fromkeys(("Buffer", "btoa", "atob", "TextEncoder", "TextDecoder"), _BYTES),
    **dict.fromkeys(
        ("fetch", "Headers", "Request", "Response", "XMLHttpRequest", "WebSocket"), _NETWORK
    ),
    **dict.fromkeys(
        (
            "process", "global", "Deno", "performance", "structuredClone", "crypto", "URL",
            "URLSearchParams", "AbortController", "WebAssembly",
        ),
        _NODE,
    ),
    **dict.fromkeys(
        ("window", "document", "localStorage", "navigator", "alert", "client", "jQuery"), _BROWSER
    ),
    **dict.fromkeys(
        ("$request", "$db", "$schedule", "renderData", "generateTargetUrl"), _LATER
    ),
}  # fmt: skip
