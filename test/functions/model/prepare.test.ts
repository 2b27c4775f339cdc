import { expect, test } from 'vitest'
import { prepare } from '../../../functions/model/prepare.ts'

test.each([
  ['an escape left by a double encoding', String.raw`it\u2019s \u002c fine`, 'it’s , fine'],
  ['an escaped pair of surrogates', String.raw`well \ud83d\ude00 done`, 'well 😀 done'],
  ['an escaped half of a pair', String.raw`well \ud83d done`, 'well \ufffd done'],
  ['something that is no escape', String.raw`C:\users \u12 \x41`, String.raw`C:\users \u12 \x41`],
  ['entities', 'Q&amp;A &lt;3 &quot;yes&quot; &#39;no&#39; &#x1F44D; &hellip;', 'Q&A <3 "yes" \'no\' 👍 …'],
  ['entities, encoded twice', '&amp;amp; &amp;lt;3', '& <3'],
  ['entities without a semicolon, as HTML allows', 'R&ampD &copy2026 &notit', 'R&D ©2026 ¬it'],
  ['rare names of entities', '&CounterClockwiseContourIntegral;&bne;', '∳=⃥'],
  ['numbers of entities from Windows-1252', '&#146;&#x80;', '’€'],
  ['no entity', 'AT&T & co &nosuch; &', 'AT&T & co &nosuch; &'],
  ['links', 'see https://example.org/a?b=c#d now', 'see http now'],
  ['links without a scheme', '(www.example.org/x) www. http://', '(http www. http://'],
  ['names', '@maria_9 and @Žofie: hi', '@user and @user: hi'],
  ['no names', 'mail me@example.org, é@x, _@x, @ me', 'mail me@example.org, é@x, _@x, @ me'],
  ['white space of all kinds', ' a\t\r\n\u00a0\u3000\u2028\u0085\u001fb  ', 'a b'],
  ['a byte-order mark, which is none', 'a\ufeffb', 'a\ufeffb'],
  ['nothing', ' \n ', ''],
])('%s', (_, text, prepared) => {
  expect(prepare(text)).toBe(prepared)
})
