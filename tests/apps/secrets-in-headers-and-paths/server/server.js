exports = {
  onUpdate: async function (args) {
    const { subject, changes } = args.data.ticket;
    console.log(args.iparams);
    await $request.invokeTemplate('hook', { body: JSON.stringify({ subject, changed: Object.keys(changes) }) });
  }
};
