exports = {
  events: [
    { event: "onTicketCreate", callbak: "onCreate" },
  ],
  onCreate: function () {},
};
