exports = {
  onAppInstall: async function () {
    const url = await generateTargetUrl();
    const answer = await $request.invokeTemplate('registerHook', { body: JSON.stringify({ url }) });
    await $db.set('hook', { id: JSON.parse(answer.response).id });
  },
  onAppUninstall: async function () {
    try {
      await $db.delete('hook');
      renderData();
    } catch (error) {
      renderData(error);
    }
  },
  onExternalEvent: function (args) {
    const data = typeof args.data === 'string' ? JSON.parse(args.data) : args.data;
    console.log(data.kind, args.headers['Content-Type']);
  }
};
