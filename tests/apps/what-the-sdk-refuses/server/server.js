exports = {
  created: async function () {
    await $request.post("https://api.example.com/", {});
    await $request.invokeTemplate("serach", {});
  },
};
