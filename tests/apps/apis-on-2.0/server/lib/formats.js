exports = {
  line: function (ticket) {
    return '#' + ticket.id + ' ' + ticket.subject + ' (' + ['', 'low', 'medium', 'high', 'urgent'][ticket.priority] + ')';
  }
};
