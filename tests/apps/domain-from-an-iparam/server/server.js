exports = {
  onTicketUpdateCallback: function (args) {
    const changes = args.data.ticket.changes || {};
    if (!changes.status) {
      return;
    }
    const url = `https://${args.iparams.subdomain}.freshdesk.com/api/v2/tickets/${args.data.ticket.id}/notes`;
    const options = {
      headers: { Authorization: 'Basic <%= encode(iparam.freshdesk_key + ":X") %>' },
      json: { body: `Status: ${changes.status[0]} to ${changes.status[1]}`, private: true }
    };
    return $request.post(url, options).then(
      (answer) => answer.response.id,
      (error) => { throw new Error(JSON.parse(error.response).message); }
    );
  },
  onContactCreateCallback: async function ({ data: { contact }, iparams }) {
    const found = await $request.get(`https://${iparams.crm_domain}/leads`, {
      json: true, qs: { email: contact.email }
    });
    return found.response.leads.length;
  }
};
