exports = {
  events: [
    { event: "onTicketCreat", callback: "onCreate" },
    { event: "ticketWasClosed", callback: "onCreate" },
  ],
  onCreate: function () {},
};
