// The scaffolded app's handler as AWS Lambda has it.
exports.handler = function (payload) {
  const ticket = payload.data.ticket;
  for (const [name, [before, after]] of Object.entries(ticket.changes)) {
    console.log(`ticket ${ticket.id}: ${name} was ${before} and is ${after} now`);
  }
  return Promise.resolve();
};
