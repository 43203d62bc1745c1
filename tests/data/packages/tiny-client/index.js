"use strict";
const https = require("https");

/** Posts JSON, and reads JSON: the least that an HTTP client of an app does. */
exports.post = (url, { headers, data }) =>
  new Promise((resolve, reject) => {
    const request = https.request(url, {
      method: "POST",
      headers: Object.assign({ "content-type": "application/json" }, headers),
    }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode, data: JSON.parse(text) });
      });
    });
    request.on("error", reject);
    request.end(JSON.stringify(data));
  });
