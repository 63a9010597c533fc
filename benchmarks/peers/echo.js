// A TCP echo server on Node.js: what arrives is written at once; a client that reads too slowly is not read.
'use strict';

const net = require('node:net');
const { values } = require('node:util').parseArgs({
  options: { bind: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '0' } },
});

// Half-open sockets are allowed, as a client that has ended its side still wants the rest of its echo.
const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.on('data', (bytes) => {
    if (!socket.write(bytes)) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  socket.on('end', () => socket.end());
  socket.on('error', () => socket.destroy());
});

server.listen({ host: values.bind, port: Number(values.port), backlog: 4096 }, () => {
  const { address, port } = server.address();
  console.log(`Listening on tcp://${address}:${port}`);
});
