"""Emoji alone, repeated, in their variants, and with text. Half the mood of a chat is in them."""

from collections.abc import Iterable, Sequence

from training.behaviour.case import NEGATIVE, NEUTRAL, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Case, one_of, same, turn

GLAD = (
    "👏", "👍", "❤️", "😍", "🎉", "🙌", "🥰", "😊", "🤩", "💯",
    "🔥", "👌", "😀", "😃", "😄", "🥳", "💜", "😁", "🤗", "💖",
)  # fmt: skip
CROSS = ("😡", "👎", "😠", "🤬", "😢", "😞", "😩", "🤮", "💩", "🙄", "😤", "😒", "😣", "💔", "🤢", "☹️", "🤦")
PLAIN = ("🎤", "📅", "📊", "💻", "📝", "📍", "⏰", "🎧", "📎", "🔗", "📷", "➡️", "🖥️", "📌", "🕙", "📄")
MILDLY_GLAD = ("😂", "🤣", "🙏", "😉", "🙂", "✅", "✨")
MILDLY_CROSS = ("😴", "🥱", "😑", "😐", "😕", "🤔")
TONES = ("", "🏻", "🏼", "🏽", "🏾", "🏿")
PEOPLE = ("👏", "👍", "🙌", "👎", "🙏", "👌", "💪", "🤦")
SPELLINGS = (("❤️", "❤"), ("☹️", "☹"), ("🤦", "🤦‍♀️", "🤦‍♂️"), ("🙋", "🙋‍♀️", "🙋‍♂️"), ("🤷", "🤷‍♀️", "🤷‍♂️"))
TEXTS = (
    "second talk of the day", "Q&A starts now", "that was the last slide", "moving on to the demo",
    "the recording is on the site", "back after the break", "the agenda for tomorrow",
)  # fmt: skip
CLEARLY_GLAD = ("👏", "😍", "🎉", "❤️", "🔥", "🙌", "🥰")
CLEARLY_CROSS = ("😡", "👎", "🙄", "😞", "😠", "🤮", "😤")
PRAISE = (
    "loved it 😍", "great talk 👏👏", "thank you all ❤️", "so good🔥", "🎉 congratulations to the team",
    "amazing demo 🤩", "well said 👍", "best session so far 🙌🏽", "this made my day 😊", "💯 agree, brilliant point",
)  # fmt: skip
BLAME = (
    "this is so boring 😴", "worst stream ever 😡", "😡 fix the stream", "no sound again 🙄", "what a mess 🤦‍♀️",
    "so disappointed 😞", "the demo crashed 👎", "I hate this format 😤", "terrible audio💩",
    "my question was ignored 😠",
)  # fmt: skip
EMOTICONS_GLAD = (":)", ":-)", ":D", "<3", "See you at the next one :)", "The slides are in the chat <3")
EMOTICONS_CROSS = (":(", ":-(", ":'(", "The stream is gone :(", "My question was skipped :(")


def cases() -> list[Case]:
    return [*_alone(), *_variants(), *_with_text()]


def _alone() -> list[Case]:
    return [
        *one_of(POSITIVE, "emoji/alone", GLAD),
        *one_of(NEGATIVE, "emoji/alone", CROSS),
        *one_of(NEUTRAL, "emoji/alone", PLAIN),
        *one_of(NOT_NEGATIVE, "emoji/alone", MILDLY_GLAD),
        *one_of(NOT_POSITIVE, "emoji/alone", MILDLY_CROSS),
        *one_of(POSITIVE, "emoji/repeated", _repeated(GLAD[:12])),
        *one_of(NEGATIVE, "emoji/repeated", _repeated(CROSS[:12])),
        *one_of(POSITIVE, "emoji/mixed", ("👏🎉🔥", "❤️😍❤️", "👍💯", "🙌 🙌 🎉", "😊👏")),
        *one_of(NEGATIVE, "emoji/mixed", ("😡👎", "🙄💩", "👎👎😠", "🤮 🤮 👎", "😞💔")),
        *one_of(POSITIVE, "emoji/emoticons", EMOTICONS_GLAD),
        *one_of(NEGATIVE, "emoji/emoticons", EMOTICONS_CROSS),
    ]


def _repeated(emoji: Iterable[str]) -> list[str]:
    """👏, 👍, ❤️ -> 👏👏, 👍👍👍, ❤️❤️❤️❤️, then from two again"""
    return [one * (2 + at % 3) for at, one in enumerate(emoji)]


def _variants() -> list[Case]:
    toned = [[f"{person}{tone}" for tone in TONES] for person in PEOPLE]
    return [
        *same("emoji/skin-tones", toned),
        *same("emoji/skin-tones", [[f"the next speaker is here {one}" for one in group] for group in toned]),
        *same("emoji/spellings", SPELLINGS),
        *same("emoji/spellings", [[f"{one} second question" for one in group] for group in SPELLINGS]),
    ]


def _with_text() -> list[Case]:
    return [
        *one_of(POSITIVE, "emoji/neutral-text", _both_sides(CLEARLY_GLAD)),
        *one_of(NEGATIVE, "emoji/neutral-text", _both_sides(CLEARLY_CROSS)),
        *one_of(NEUTRAL, "emoji/plain-text", turn("{text} {one}", text=TEXTS, one=PLAIN)),
        *one_of(POSITIVE, "emoji/agreeing-text", PRAISE),
        *one_of(NEGATIVE, "emoji/agreeing-text", BLAME),
    ]


def _both_sides(emoji: Sequence[str]) -> list[str]:
    """Each emoji after a text, and before another one."""
    return [*turn("{text} {one}", text=TEXTS, one=emoji), *turn("{one} {text}", one=emoji, text=TEXTS[3:] + TEXTS[:3])]
