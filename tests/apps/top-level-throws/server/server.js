const settings = loadSettings();

exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate: function () {},
};

function loadSettings() {
  const region = undefinedSettings.region;
  return { region };
}
