"""What the platform gives to handlers, and lacks: time, room, and globals of elsewhere."""

from __future__ import annotations

# The platform's documented limits.
TIME_LIMIT_SECONDS = 20
SETUP_SECONDS = 10  # up to 2.3
PAYLOAD_LIMIT_BYTES = 256 * 1024

_TIMER = (
    "There are no timers: a handler does its work when it is called, and returns a promise for "
    "whatever is still under way."
)
_REQUIRE = (
    "Platform 2.0 is specified without modules: keep helper functions in server.js itself, outside "
    "exports, or in further files under server/, which make require appear here."
)
_MODULE = "A file's value is what it assigns to exports."
_BYTES = "There is no Buffer: use Uint8Array, and write conversions such as base64 by hand."
_NETWORK = "A handler has no network of its own, so nothing can be fetched."
_NODE = "Handlers do not run in Node: they have the language's own globals, and console."
_BROWSER = "Handlers do not run in a browser: front-end code belongs under app/."
_URL = "Take addresses apart with text functions and encodeURIComponent."

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
            "Deno", "performance", "structuredClone", "crypto", "AbortController",
        ),
        _NODE,
    ),
    **dict.fromkeys(
        ("window", "document", "localStorage", "navigator", "alert", "client", "jQuery"), _BROWSER
    ),
}  # fmt: skip

# Globals that are missing here and of which nobody says whether the platform has them: no warning
# names them, and whoever runs into a ReferenceError is told what does without.
UNCERTAIN_GLOBALS = {
    **dict.fromkeys(("URL", "URLSearchParams"), _URL),
    "WebAssembly": "Use plain JavaScript.",
}
