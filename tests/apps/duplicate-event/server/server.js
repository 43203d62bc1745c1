exports = {
  events: [
    { event: "onTicketCreate", callback: "first" },
    { event: "onTicketUpdate", callback: "first" },
    { event: "onTicketCreate", callback: "second" },
  ],
  first: function () {},
  second: function () {},
};
