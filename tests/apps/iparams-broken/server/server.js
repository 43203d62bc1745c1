exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function () {},
};
