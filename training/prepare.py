"""Bring a text into the form that the models are trained on. functions/model/prepare.ts does the same, to the letter.

`python -m training.prepare < texts` prints each line prepared.
"""

import html
import json
import re
import sys
from pathlib import Path

# One character each, without variation selectors and skin tones -> the words that stand for it.
EMOJI: dict[str, str] = json.loads(
    (Path(__file__).parent.parent / "functions/model/emoji.json").read_text(encoding="utf-8")
)

_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
# What only varies an emoji: its presentation, its skin tone, its sex.
_VARIATIONS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\u2640\u2642]")
_EMOJI = re.compile(f"([{''.join(EMOJI)}])\\1*")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_MENTION = re.compile(r"(?<!\w)@\w+")
_SPACES = re.compile(r"\s+")


def prepare(text: str) -> str:
    r"""'@maria it\u2019s &amp;lt;3 👏🏽👏🏽  https://example.org/x' -> '@user it’s <3 clapping hands, applause http'"""
    text = html.unescape(html.unescape(_ESCAPES.sub(_decode_escapes, text)))
    text = _EMOJI.sub(lambda run: f" {EMOJI[run[1]]} ", _VARIATIONS.sub("", text))
    text = _MENTION.sub("@user", _LINK.sub("http", text))
    return _SPACES.sub(" ", text).strip()


def _decode_escapes(run: re.Match) -> str:
    units = re.findall(r"\\u([0-9a-fA-F]{4})", run[0])
    return b"".join(int(unit, 16).to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")


if __name__ == "__main__":
    for line in sys.stdin:
        print(prepare(line))
