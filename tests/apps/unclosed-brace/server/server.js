exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function (payload) {
    if (payload) {
  },
};
