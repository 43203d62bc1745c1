exports = {
  onInstall: async function () {
    try {
      await $schedule.create({
        name: 'digest',
        data: { kind: 'digest' },
        schedule_at: new Date().toISOString(),
        repeat: { time_unit: 'hours', frequency: 12 }
      });
      renderData();
    } catch (error) {
      renderData({ message: 'No schedule could be made' });
    }
  },
  onScheduled: function (payload) {
    console.log('due: ' + payload.data.kind);
  }
};
