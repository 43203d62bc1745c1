const LABELS = { 1: "low", 2: "medium", 3: "high", 4: "urgent" };

function labelled(ticket) {
  return "#" + ticket.id + " " + LABELS[ticket.priority];
}

exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function (payload) {
    return shout(labelled(payload.data.ticket));
  },
};

function shout(text) {
  return text.toUpperCase();
}
