exports = {
  events: [
    { event: "onTicketCreate", callback: "logged" },
    { event: "onTicketUpdate", callback: "logged" },
    { event: "onContactCreate", callback: "logged" },
  ],
  logged: function (payload) {
    return payload.event;
  },
};
