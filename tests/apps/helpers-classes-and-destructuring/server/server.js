const { Rules } = require('./lib/rules.js');
const rules = new Rules(['support', 'refund']);

const nameOf = (data) => (data.requester || data.actor || {}).name;

function describe(ticket) {
  const { id, tags: [first = 'none'] = [], responder_id: agent } = ticket;
  return { id, first, agent };
}

exports = {
  ticketCreated(args) {
    const { data, iparams } = args;
    console.log(nameOf(data), describe(data.ticket), rules.matches(data.ticket), iparams);
    return data.ticket.attachments?.map((each) => each.attachment_url).length ?? 0;
  },
  conversationCreated: async (args) => {
    const conversation = args.data.conversation;
    if (conversation.private || conversation.incoming === false) return 'ours';
    for (const file of conversation.attachments) console.log(file.name, file.size || file.file_size);
    return conversation.body_text.length;
  },
  contactUpdated: function (args) {
    const contact = args.data.contact;
    const keys = Object.keys(contact.changes);
    keys.forEach((key) => console.log(key, JSON.stringify(contact.changes[key])));
    return keys.length > 0;
  }
};
