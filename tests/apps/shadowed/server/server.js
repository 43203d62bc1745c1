exports = {
  events: [
    { event: "onTicketUpdate", callback: "onUpdate" },
  ],
  onCreate: function () {},
  onUpdate: function () {},
};
