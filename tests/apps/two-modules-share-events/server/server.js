exports = {
  onAppInstallHandler: function () {
    renderData();
  },
  onTicket: function ({ event, data: { ticket }, currentHost }) {
    console.info(event, ticket.id, currentHost.subscribed_modules.join());
    return ticket.custom_fields ? Object.keys(ticket.custom_fields).length >= 0 : false;
  },
  onServiceTicket: function (args) {
    console.info(args.data.ticket.department_id);
  }
};
