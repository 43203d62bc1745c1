'use strict';
const formats = require('./formats');

function post(iparams, ticket) {
  return $request.post('https://api.example.com/rooms/' + iparams.room, {
    headers: { Authorization: 'Bearer ' + iparams.api_key, 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: formats.line(ticket) })
  });
}

exports = { post: post };
