import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** State of a listening socket in /proc/net/tcp. https://docs.kernel.org/networking/proc_net_tcp.html */
const LISTENING = '0A'

/** Whether that process itself listens on the port. Undefined where the system does not say; Linux does. */
export const listensOn = (pid: number, port: number): boolean | undefined => {
  const sockets = ['tcp', 'tcp6'].flatMap(family => listeners(`/proc/${pid}/net/${family}`, port))
  const open = linksIn(`/proc/${pid}/fd`)
  return open && sockets.some(inode => open.includes(`socket:[${inode}]`))
}

/** Inodes of the sockets that listen there: '0: 0100007F:1F90 00000000:0000 0A … 48213 …' -> ['48213'] for port 8080 */
const listeners = (table: string, port: number): string[] =>
  linesOf(table)
    .map(line => line.trim().split(/\s+/))
    .filter(
      ([, local = '', , state]) => state === LISTENING && Number.parseInt(local.split(':')[1]!, 16) === port,
    )
    .map(fields => fields[9]!)

const linesOf = (file: string): string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}

const linksIn = (folder: string): string[] | undefined => {
  try {
    return readdirSync(folder).map(name => linkOf(`${folder}/${name}`))
  } catch {
    return undefined
  }
}

/** One may be closed while we look. */
const linkOf = (path: string): string => {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
