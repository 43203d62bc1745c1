"use strict";

const handled = [];

exports = {
  events: [{ event: "onTicketCreate", callback: "onCreate" }],
  onCreate(payload) {
    handled.push(payload.event);
    return handled.length;
  },
};
