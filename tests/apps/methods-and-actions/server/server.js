exports = {
  listAlerts: function (args) {
    $db.get('alerts').then(
      (kept) => renderData(null, kept.list),
      () => renderData(null, [])
    );
  },
  createAlert: async function (args) {
    await $db.update('alerts', 'append', { list: [args.title] });
    renderData(null, { id: 1 });
  }
};
