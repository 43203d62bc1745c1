// The lines of JSON that come from the parent and go to it.

// Taken now: the realm has no Deno any more once it is locked down.
const { stderr, stdin, stdout } = Deno;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = encoder.encode.bind(encoder);
const decode = decoder.decode.bind(decoder);

/** Writes one message that belongs to the request of that number. */
export function send(number, message) {
  let bytes = encode(JSON.stringify([number, message]) + "\n");
  // A pipe may take a part of it. To wait here is right: nothing else is to run meanwhile.
  while (bytes.length > 0) bytes = bytes.subarray(stdout.writeSync(bytes));
}

/** Writes why the process cannot go on, for people to read. */
export function complain(text) {
  stderr.writeSync(encode(`${text}\n`));
}

/** What the parent says, until it closes the pipe or is gone. */
export function* received() {
  const chunk = new Uint8Array(65_536);
  let pending = [];
  for (;;) {
    const size = stdin.readSync(chunk);
    if (size === null) return;
    let bytes = chunk.subarray(0, size);
    for (let end; (end = bytes.indexOf(10)) >= 0; bytes = bytes.subarray(end + 1)) {
      pending.push(bytes.slice(0, end));
      const line = pending.map((part) => decode(part, { stream: true })).join("") + decode();
      pending = [];
      yield JSON.parse(line);
    }
    // A copy, since the next read overwrites the chunk.
    if (bytes.length > 0) pending.push(bytes.slice());
  }
}
