exports = {
  onTicketCreateHandler: function (payload) {
    var self = this;
    var ticket = payload.data.ticket;
    var requester = payload.data.requester;
    $db.get('requester:' + requester.id).done(function (data) {
      self.greet(requester, data.count);
    }).fail(function (error) {
      if (error.status === 404) {
        $db.set('requester:' + requester.id, { count: 1, first: ticket.created_at }).always(function () {
          console.log('kept ' + requester.email);
        });
      }
    });
  },
  greet: function (requester, count) {
    console.log('again: ' + requester.name + ' (' + count + ')');
  }
};
