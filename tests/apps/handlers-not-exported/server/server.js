function onCreate(payload) {
  console.log(payload.event);
}
