exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function (payload) {
    const name = await payload.data;
  },
};
