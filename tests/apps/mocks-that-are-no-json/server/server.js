exports = {
  handled: function () {},
};
