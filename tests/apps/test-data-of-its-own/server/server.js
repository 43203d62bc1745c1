exports = {
  onUpdate: function (args) {
    const order = args.data.ticket.custom_fields.cf_order;
    console.log(args.iparams.team, order.toUpperCase());
  }
};
