exports.events = [
  { event: "onTicketCreate", callback: "ticketCreated" },
];

exports.ticketCreated = function (payload) {
  console.log(payload.event);
};
