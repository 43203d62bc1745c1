exports = {
  created: function (payload) {
    $request.get("https://api.example.com/").then(function (data) {
      console.log(data, "$db.get(1)");
      $db.set("b", { b: 1 });
    });
    $db.get("c").done(console.log).fail(console.error);
  },
  updated: async function (payload) {
    const kept = $db.set("a", { a: 1 });
    await $db.get("b").catch(() => $db.delete("b"));
    const né$db = new Map(); né$db.get("d"); // $db.get("c");
    return kept;
  },
  installed: function (payload) {},
};
