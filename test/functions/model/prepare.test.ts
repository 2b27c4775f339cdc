import { expect, test } from 'vitest'
import emojiWords from '../../../functions/model/emoji.json' with { type: 'json' }
import { prepare } from '../../../functions/model/prepare.ts'

test.each([
  ['an escape left by a double encoding', String.raw`it\u2019s \u002c fine`, 'it’s , fine'],
  ['an escaped pair of surrogates', String.raw`well \ud83d\ude00 done`, 'well grinning face done'],
  ['an escaped half of a pair', String.raw`well \ud83d done`, 'well \ufffd done'],
  ['something that is no escape', String.raw`C:\users \u12 \x41`, String.raw`C:\users \u12 \x41`],
  [
    'entities',
    'Q&amp;A &lt;3 &quot;yes&quot; &#39;no&#39; &#x1F44D; &hellip;',
    'Q&A <3 "yes" \'no\' thumbs up, good …',
  ],
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
  ['a byte-order mark, which is none', '\ufeffa\ufeffb \ufeff', '\ufeffa\ufeffb \ufeff'],
  ['nothing', ' \n ', ''],
])('%s', (_, text, prepared) => {
  expect(prepare(text)).toBe(prepared)
})

/** What `python -m training.prepare` makes of them. */
const inPython: [text: string, prepared: string][] = [
  ['What a talk 👏👏👏', 'What a talk clapping hands, applause'],
  ['👏🏽👏🏽👏🏽 from the back row', 'clapping hands, applause from the back row'],
  ['so good😍!', 'so good heart eyes !'],
  ['no sound 😡😡🔇 please fix', 'no sound angry face muted, no sound please fix'],
  ['thank you \u2764\ufe0f\u2764\ufe0f', 'thank you heart, love'],
  ['\u2764\u2764\ufe0f\u2764 love it', 'heart, love love it'],
  [
    '🤷\u200d\u2640\ufe0f who knows, 🤦🏻\u200d\u2642\ufe0f not me',
    'shrug, do not know who knows, facepalm, frustrated not me',
  ],
  ['👍👎', 'thumbs up, good thumbs down, bad'],
  ['👍🏻👍🏿 and 👍', 'thumbs up, good and thumbs up, good'],
  ['🏳\ufe0f\u200d🌈 and 👨\u200d👩\u200d👧', '🏳\u200d rainbow and 👨\u200d👩\u200d👧'],
  ['greetings from 🇨🇿', 'greetings from 🇨🇿'],
  ['slide 3\ufe0f\u20e3 is wrong ❌', 'slide 3\u20e3 is wrong wrong, cross'],
  ['is this on ❓❓', 'is this on ?'],
  ['yes \u203c\ufe0f', 'yes !'],
  ['&#128079;&#x1F3FD; and &#x2764;&#xFE0F;', 'clapping hands, applause and heart, love'],
  ['&amp;#128079; twice encoded', 'clapping hands, applause twice encoded'],
  [String.raw`\ud83d\udc4f\ud83c\udffd escaped`, 'clapping hands, applause escaped'],
  ['@maria🎉 see https://example.org/x🎉 now', '@user party, celebration see http party, celebration now'],
  ['🎉@maria www.example.org', 'party, celebration @user http'],
  ['🏽 alone, \ufe0f alone, \u200d\u2640 alone', 'alone, alone, alone'],
  ['a\u200db 👏\u200d👏', 'a\u200db clapping hands, applause \u200d clapping hands, applause'],
  ['🦄 and ㊗ are kept, © ™ ※ are none', '🦄 and ㊗ are kept, © ™ ※ are none'],
  ['☺ ☹\ufe0f ♥ ♡', 'warm smile sad face heart, love heart, love'],
  [' 🎉 ', 'party, celebration'],
  ['💯💯💯% agree', 'hundred percent % agree'],
  ['\ufeff🙏\ufeff', '\ufeff thank you, please \ufeff'],
]

test.each(inPython)('emoji become words as they do in Python: %s', (text, prepared) => {
  expect(prepare(text)).toBe(prepared)
})

test('every emoji of the table becomes its words, whatever varies it, and once however often it stands', () => {
  for (const [emoji, words] of Object.entries(emojiWords))
    for (const text of [emoji, `${emoji}\ufe0f`, `${emoji}🏾`, `${emoji}🏾\u200d\u2642\ufe0f`])
      expect([text, prepare(`so ${text}${text}${text}!`)]).toEqual([text, `so ${words} !`])
})

test('no emoji lies below the character from which on they are searched for', () => {
  const lowest = Object.keys(emojiWords).sort()[0]!
  expect(lowest >= '\u203c').toBe(true)
  expect(Object.keys(emojiWords).every(emoji => [...emoji].length === 1)).toBe(true)
})
