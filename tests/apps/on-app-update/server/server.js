exports = {
  onUpdate: function () {},
};
