exports = {
  onTicket: function (args) { console.log(args.data.ticket.department_id); },
  onChange: function (args) { console.log(args.data.change.id); }
};
