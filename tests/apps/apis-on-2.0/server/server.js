const notify = require('./lib/notify');

exports = {
  events: [
    { event: 'onTicketCreate', callback: 'onTicketCreateHandler' },
    { event: 'onAppInstall', callback: 'onInstallHandler' }
  ],

  onTicketCreateHandler: function (args) {
    const ticket = args['data']['ticket'];
    return $db.update('stats', 'increment', { tickets: 1 })
      .then(function () { return $db.get('stats'); })
      .then(function (stats) {
        console.log('tickets so far: ' + stats.tickets);
        return notify.post(args.iparams, ticket);
      })
      .then(function (answer) { return JSON.parse(answer.response).id; })
      .fail(function (error) { console.error('failed: ' + error.status); });
  },

  onInstallHandler: function (args) {
    console.log('installed on ' + args.domain);
    renderData();
  }
};
