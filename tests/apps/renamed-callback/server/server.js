exports = {
  events: [
    { event: "onTicketCreate", callback: "onTicketCreateHandler" },
  ],
  onTicketCreatedHandler: function () {},
};
