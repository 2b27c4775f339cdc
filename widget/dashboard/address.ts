/** What the dashboard shows, as its address says it. '' is nothing chosen. */
export type Choice = { room: string; minutes: string }

export const DEFAULT_MINUTES = '60'

const roomPath = /^\/rooms\/([^/]+)\/?$/

/** '/rooms/all-hands?minutes=15' and '/?room=all-hands&minutes=15' -> { room: 'all-hands', minutes: '15' } */
export const readAddress = (address: URL): Choice => {
  const encoded = roomPath.exec(address.pathname)?.[1]
  return {
    room: (encoded === undefined ? address.searchParams.get('room') : decode(encoded)) ?? '',
    minutes: address.searchParams.get('minutes') ?? DEFAULT_MINUTES,
  }
}

const decode = (encoded: string): string => {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

/** The address of a choice, in the form (path or query) that the page was opened with. */
export const addressOf = ({ room, minutes }: Choice, current: URL): string => {
  const asPath = roomPath.test(current.pathname) && room !== ''
  const query = new URLSearchParams()
  if (!asPath && room !== '') query.set('room', room)
  if (minutes !== DEFAULT_MINUTES) query.set('minutes', minutes)
  const path = asPath ? `/rooms/${encodeURIComponent(room)}` : current.pathname.replace(roomPath, '/')
  return query.size > 0 ? `${path}?${query}` : path
}

/** '#token=abc' -> 'abc'. Behind the #, because browsers do not send that to any server, nor write it to its logs. */
export const readToken = (hash: string): string => new URLSearchParams(hash.slice(1)).get('token') ?? ''
