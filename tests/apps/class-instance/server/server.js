class Handlers {
  constructor() {
    this.events = [{ event: "onTicketCreate", callback: "onCreate" }];
    this.prefix = "got ";
  }

  onCreate(payload) {
    return this.prefix + payload.event;
  }
}

exports = new Handlers();
