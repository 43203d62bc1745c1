exports = {
  events: [],
  onCreate: function () {},
};
