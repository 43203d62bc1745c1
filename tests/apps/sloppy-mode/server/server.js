greeting = "hello";

exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function (payload) {
    message = greeting + " from " + payload.event;
    return message;
  },
};
