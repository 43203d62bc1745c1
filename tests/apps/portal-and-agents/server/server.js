exports = {
  onAny: function (args) {
    const { actor, changes, ...rest } = args.data;
    console.log(args.event, Object.keys(rest).sort().join());
    return actor ? actor.name : null;
  }
};
