// What the parent's gateway says instead of a response.

/** The error that the gateway's answer stands for, null where it is a response of the host's. */
export function refusal(headers) {
  const code = headers["x-fdevents-code"];
  if (!code) return null;
  const error = new Error(decodeURIComponent(headers["x-fdevents-message"]));
  return Object.assign(error, { code });
}
