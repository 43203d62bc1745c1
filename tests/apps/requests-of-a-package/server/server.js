const client = require('tiny-client');

exports = {
  onTicketCreateHandler: async function (args) {
    const { ticket } = args.data;
    const answer = await client.post('https://hooks.example.com/tickets', {
      headers: { authorization: `Bearer ${args.iparams.token}` },
      data: { id: ticket.id, subject: ticket.subject }
    });
    console.log('hook answered', answer.status);
    return answer.data.accepted;
  }
};
