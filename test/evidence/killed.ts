import { createReadStream } from 'node:fs'
import { keep, receive } from '../../server/evidence/store.ts'

// Run by keeper.test.ts as a process of its own: gives a file its place, and is killed before anybody could write a row.

const [folder = '', source = ''] = process.argv.slice(2)
const store = { folder, reserveShare: 0 }
await keep(store, await receive(store, createReadStream(source), () => undefined))
process.kill(process.pid, 'SIGKILL')
