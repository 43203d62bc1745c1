exports = {
  onConversation: async function (args) {
    const { conversation } = args.data;
    try {
      const created = await $request.invokeTemplate('createIssue', {
        context: {},
        body: JSON.stringify({ text: conversation.body_text, ticket: conversation.ticket_id })
      });
      const { key } = JSON.parse(created.response);
      const read = await $request.invokeTemplate('getIssue', { context: { key } });
      return JSON.parse(read.response).fields.status;
    } catch (error) {
      console.error('the tracker answered', error.status, error.response);
      throw error;
    }
  }
};
