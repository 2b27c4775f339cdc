r"""A text in the form that models are trained on: the same cases as test/functions/model/prepare.test.ts."""

import subprocess
import sys

import pytest

from training.prepare import EMOJI, prepare

CASES = [
    # Escapes left by a double encoding.
    (r"it\u2019s \u002c fine", "it’s , fine"),
    (r"well \ud83d\ude00 done", "well grinning face done"),
    (r"well \ud83d done", "well \ufffd done"),
    (r"C:\users \u12 \x41", r"C:\users \u12 \x41"),
    # Entities, encoded once or twice, without a semicolon, rare, by number; and what is none.
    ("Q&amp;A &lt;3 &quot;yes&quot; &#39;no&#39; &#x1F44D; &hellip;", "Q&A <3 \"yes\" 'no' thumbs up, good …"),
    ("&amp;amp; &amp;lt;3", "& <3"),
    ("R&ampD &copy2026 &notit", "R&D ©2026 ¬it"),
    ("&CounterClockwiseContourIntegral;&bne;", "∳=⃥"),
    ("&#146;&#x80;", "’€"),
    ("AT&T & co &nosuch; &", "AT&T & co &nosuch; &"),
    # Links and names.
    ("see https://example.org/a?b=c#d now", "see http now"),
    ("(www.example.org/x) www. http://", "(http www. http://"),
    ("@maria_9 and @Žofie: hi", "@user and @user: hi"),
    ("mail me@example.org, é@x, _@x, @ me", "mail me@example.org, é@x, _@x, @ me"),
    # White space of all kinds; a byte-order mark is none.
    (" a\t\r\n\u00a0\u3000\u2028\u0085\u001fb  ", "a b"),
    ("\ufeffa\ufeffb \ufeff", "\ufeffa\ufeffb \ufeff"),
    (" \n ", ""),
    # Emoji, with what varies them, repeated, in sequences, encoded, next to links and names.
    ("What a talk 👏👏👏", "What a talk clapping hands, applause"),
    ("👏🏽👏🏽👏🏽 from the back row", "clapping hands, applause from the back row"),
    ("so good😍!", "so good heart eyes !"),
    ("no sound 😡😡🔇 please fix", "no sound angry face muted, no sound please fix"),
    ("thank you \u2764\ufe0f\u2764\ufe0f", "thank you heart, love"),
    ("\u2764\u2764\ufe0f\u2764 love it", "heart, love love it"),
    (
        "🤷\u200d\u2640\ufe0f who knows, 🤦🏻\u200d\u2642\ufe0f not me",
        "shrug, do not know who knows, facepalm, frustrated not me",
    ),
    ("👍👎", "thumbs up, good thumbs down, bad"),
    ("👍🏻👍🏿 and 👍", "thumbs up, good and thumbs up, good"),
    ("🏳\ufe0f\u200d🌈 and 👨\u200d👩\u200d👧", "🏳\u200d rainbow and 👨\u200d👩\u200d👧"),
    ("greetings from 🇨🇿", "greetings from 🇨🇿"),
    ("slide 3\ufe0f\u20e3 is wrong ❌", "slide 3\u20e3 is wrong wrong, cross"),
    ("is this on ❓❓", "is this on ?"),
    ("yes \u203c\ufe0f", "yes !"),
    ("&#128079;&#x1F3FD; and &#x2764;&#xFE0F;", "clapping hands, applause and heart, love"),
    ("&amp;#128079; twice encoded", "clapping hands, applause twice encoded"),
    (r"\ud83d\udc4f\ud83c\udffd escaped", "clapping hands, applause escaped"),
    ("@maria🎉 see https://example.org/x🎉 now", "@user party, celebration see http party, celebration now"),
    ("🎉@maria www.example.org", "party, celebration @user http"),
    ("🏽 alone, \ufe0f alone, \u200d\u2640 alone", "alone, alone, alone"),
    ("a\u200db 👏\u200d👏", "a\u200db clapping hands, applause \u200d clapping hands, applause"),
    ("🦄 and ㊗ are kept, © ™ ※ are none", "🦄 and ㊗ are kept, © ™ ※ are none"),
    ("☺ ☹\ufe0f ♥ ♡", "warm smile sad face heart, love heart, love"),
    (" 🎉 ", "party, celebration"),
    ("💯💯💯% agree", "hundred percent % agree"),
    ("\ufeff🙏\ufeff", "\ufeff thank you, please \ufeff"),
]


@pytest.mark.parametrize(("text", "prepared"), CASES)
def test_prepare(text, prepared):
    assert prepare(text) == prepared


def test_every_emoji_becomes_its_words_whatever_varies_it_and_once_however_often_it_stands():
    for emoji, words in EMOJI.items():
        for text in (emoji, f"{emoji}\ufe0f", f"{emoji}🏾", f"{emoji}🏾\u200d\u2642\ufe0f"):
            assert (text, prepare(f"so {text * 3}!")) == (text, f"so {words} !")


def test_the_command_prepares_line_by_line():
    command = [sys.executable, "-m", "training.prepare"]
    done = subprocess.run(command, input="so 👏\n@bob\n", capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "so clapping hands, applause\n@user\n"
