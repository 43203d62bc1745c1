app.initialized().then((client) => client.data.get('ticket'));
