const Buffer = { from: (text) => text };

function fetch(client) {
  return client;
}

exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function (payload) {
    const { process = 1, module } = Object(payload);
    const later = typeof setTimeout === "function" ? setTimeout : null;
    return fetch(Buffer.from(Object(payload).window + { document: "title" }.document), process, module, later);
  },
  process: function () {},
};
