exports = {
  onTicketCreateHandler: function (payload) {
    console.log(payload.event);
  },
  listIssues: function () {
    renderData(null, []);
  },
  creatIssue: function (args) {
    renderData(null, { subject: args.subject });
  },
};
