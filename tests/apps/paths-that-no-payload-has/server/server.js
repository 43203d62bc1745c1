exports = {
  events: [
    { event: "onTicketCreate", callback: "created" },
    { event: "onContactCreate", callback: "contact" },
  ],
  created: function (args) {
    const id = args.ticket.id;
    const subject = args.data.ticket.subjct;
    return [id, subject, args.data.ticket.tags.length, args.data.requester.email.toLowerCase()];
  },
  contact(payload) {
    [1].map((payload) => payload.anything);
    return payload.data.contact.custom_fields.anything + payload.actor.name + payload.account?.id;
  },
};
