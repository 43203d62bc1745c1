exports = {
  events: [
    { event: "onTicketFieldCreate", callback: "handled" },
    { event: "onCannedResponseCreate", callback: "handled" },
    { event: "onCannedResponseDelete", callback: "handled" },
    { event: "onTicketCreate", callback: "handled" },
  ],
  handled: function () {},
};
