exports = {
  onCreate: function () {
    setTimeout(() => {}, 1);
  },
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
};
