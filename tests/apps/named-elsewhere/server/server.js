const events = [
  { event: "onTicketCreate", callback: "onCreate" },
];

const onCreate = (payload) => payload.event;

exports = { events, onCreate };
