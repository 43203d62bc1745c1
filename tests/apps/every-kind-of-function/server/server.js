exports = {
  events: [
    { event: "onTicketCreate", callback: "written" },
    { event: "onTicketUpdate", callback: "asynchronous" },
    { event: "onConversationCreate", callback: "arrow" },
    { event: "onContactCreate", callback: "shorthand" },
    { event: "onContactUpdate", callback: "quoted" },
  ],
  written: function (payload) {
    return payload.event;
  },
  asynchronous: async function (payload) {
    return payload.event;
  },
  arrow: async (payload) => payload.event,
  async shorthand(payload) {
    return payload.event;
  },
  "quoted": (payload) => payload.event,
};
