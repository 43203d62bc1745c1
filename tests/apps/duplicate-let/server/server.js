let seen = 0;

exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function () {},
};

let seen = 1;
