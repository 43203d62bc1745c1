exports = {
  ticketCreated: function (payload) {
    console.log(payload.event);
  },
  contactUpdated: function (payload) {
    console.log(payload.event);
  },
};
