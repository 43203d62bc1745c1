exports = {
  events: [],
  onTicketCreateHandler: function () {},
};
