exports = {
  onCreate: function () {},
};
