exports = {
  events: [{ event: "onTicketCreate", callback: "created" }],
  created: function (payload) {
    return payload.iparams.key;
  },
};
