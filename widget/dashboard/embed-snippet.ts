/** What a developer pastes to show this room elsewhere. Names are escaped for an attribute in double quotes. */
export const embedSnippet = (origin: string, room: string): string =>
  `<script type="module" src="${origin}/room-mood.js"></script>
<room-mood room="${escapeAttribute(room)}" url="${origin}" token="…"></room-mood>`

const escapeAttribute = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
