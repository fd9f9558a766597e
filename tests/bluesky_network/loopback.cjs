'use strict'
// Preloaded with `node -r`. The servers of @atproto/dev-env listen on every address of the machine; here they
// are kept to loopback, so that nobody else on the network can reach a test.
const { Server } = require('node:net')

const listen = Server.prototype.listen

function onLoopback(args) {
  const callbacks = args.filter((each) => typeof each === 'function')
  const [target] = args
  if (target !== null && typeof target === 'object') {
    return 'port' in target ? [{ ...target, host: '127.0.0.1' }, ...callbacks] : args
  }
  const isPath = typeof target === 'string' && Number.isNaN(Number(target))
  return isPath ? args : [{ port: Number(target) || 0, host: '127.0.0.1' }, ...callbacks]
}

Server.prototype.listen = function (...args) {
  return listen.apply(this, onLoopback(args))
}
