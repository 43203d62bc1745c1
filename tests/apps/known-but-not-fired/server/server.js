exports = {
  events: [
    { event: "onAppInstall", callback: "handled" },
    { event: "onExternalEvent", callback: "handled" },
    { event: "onScheduledEvent", callback: "handled" },
    { event: "onTicketCreate", callback: "handled" },
  ],
  handled: function () {},
};
