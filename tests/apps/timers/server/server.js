exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function (payload) {
    const timer = setTimeout(() => console.log(payload.event), 1000);
    clearTimeout(timer);
  },
};
