exports = {
  events: [
    { event: "onTicketCreate", callback: "onTicketCreateCallback" },
  ],

  onTicketCreateCallback: function (payload) {
    console.log(payload.data.ticket.id);
  },
};
