import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import net from 'node:net'

/**
 * Loaded before everything else (`node --import`): whoever asks for a connection, or for the address of a name, is
 * refused, and written down in the file that `NETWORK_LOG` names. Every client of Node goes through one of these.
 */
const log = process.env['NETWORK_LOG'] ?? '/dev/stderr'

function refuse(what: string): (...args: unknown[]) => never {
  return (...args) => {
    appendFileSync(log, `${what} ${JSON.stringify(args[0])}\n`)
    throw Object.assign(new Error(`Unexpected use of the network, expected none: ${what}`), {
      code: 'ENETUNREACH',
    })
  }
}

net.Socket.prototype.connect = refuse('connect')
dgram.Socket.prototype.send = refuse('send')
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6'] as const) {
  Object.assign(dns, { [name]: refuse(name) })
  Object.assign(dns.promises, { [name]: refuse(name) })
}
globalThis.fetch = refuse('fetch')
