exports = {
  events: [
    { event: "onTicketCreate", callback: "onCreate" },
  ],
  onCreate: "onCreated",
  onCreated: function () {},
};
