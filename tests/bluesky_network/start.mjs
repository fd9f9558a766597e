// A Bluesky network on loopback: `node -r loopback.cjs start.mjs '{"node_modules": …, "appview_database": …}'`.
//
// Always: a PLC directory and a personal data server (PDS). With `appview_database`, the address of a PostgreSQL
// database: also the AppView, which counts likes, threads posts and makes notifications.
//
// Prints one line of JSON with the addresses when all of it answers. `POST <control>/settle` returns when the
// AppView has seen everything that the PDS has published. Ends when its standard input is closed, so that it
// never outlives the process that started it.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const wanted = JSON.parse(process.argv[2])
const require = createRequire(`${wanted.node_modules}/`)
const { TestBsky, TestPds, TestPlc, mockNetworkUtilities } = require('@atproto/dev-env')
const getPort = require('get-port')

async function start() {
  const plc = await TestPlc.create({})
  const port = await getPort()
  const bsky = wanted.appview_database ? await startAppView(plc, port) : undefined
  const pds = await TestPds.create({
    port,
    hostname: 'localhost',
    didPlcUrl: plc.url,
    enableDidDocWithSession: true,
    ...(bsky && { bskyAppViewUrl: bsky.url, bskyAppViewDid: bsky.serverDid }),
  })
  mockNetworkUtilities(pds, bsky)
  return { plc, pds, bsky }
}

async function startAppView(plc, pdsPort) {
  return TestBsky.create({
    plcUrl: plc.url,
    pdsPort,
    repoProvider: `ws://localhost:${pdsPort}`,
    dbPostgresUrl: wanted.appview_database,
    dbPostgresSchema: 'appview',
  })
}

async function settle({ pds, bsky }) {
  await pds.processAll()
  if (!bsky) return
  const last = await pds.ctx.sequencer.curr()
  for (;;) {
    await bsky.sub.processAll()
    if (last === null || (await bsky.sub.runner.getCursor()) >= last) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function stop({ plc, pds, bsky }) {
  await bsky?.close()
  await pds.close()
  await plc.close()
}

const network = await start()
const control = createServer((request, response) => {
  settle(network).then(
    () => response.end('{}'),
    (error) => response.writeHead(500).end(String(error)),
  )
})
control.listen(0, () => {
  const { plc, pds, bsky } = network
  const addresses = { plc: plc.url, pds: pds.url, appview: bsky?.url ?? '' }
  const url = `http://127.0.0.1:${control.address().port}`
  process.stdout.write(JSON.stringify({ ...addresses, control: url, pid: process.pid }) + '\n')
})
process.stdin.resume()
process.stdin.on('end', () => {
  stop(network).finally(() => process.exit(0))
  setTimeout(() => process.exit(0), 5000).unref()
})
