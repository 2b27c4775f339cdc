"""Sentences made to teach what tweets teach badly: negation, emoji, contrast, names, and the language of events.

`python -m training.drills 20` prints some. The behavioural suite (training/behaviour) is written apart from this file:
its templates are others, so it measures what was understood and not what was learnt by heart.
"""

import random
import sys
from collections.abc import Callable
from typing import NamedTuple

from training.tasks import UNKNOWN
from training.variety import GROUPS, NAMES, slip, stretch

NEGATIVE, NEUTRAL, POSITIVE = range(3)

Said = tuple[str, int]


class Drill(NamedTuple):
    text: str
    sentiment: int
    # 1: a question, 0: none, UNKNOWN: either (a request may be both).
    question: int = 0


_GOOD = """great excellent brilliant helpful clear inspiring fun useful amazing wonderful superb engaging fantastic
insightful lovely awesome impressive entertaining fascinating valuable outstanding pleasant smooth nice good terrific
refreshing thoughtful generous friendly delightful perfect solid charming beautiful memorable""".split()
_BAD = """boring terrible confusing awful useless annoying broken pointless disappointing bad horrible dull slow poor
dreadful frustrating embarrassing chaotic rude tedious misleading unbearable weak messy unacceptable painful ridiculous
lousy mediocre exhausting clumsy ugly insulting pathetic disastrous laggy""".split()
_PLAIN = """online recorded digital weekly monthly local French German public internal short long live optional printed
available upstairs bilingual outdoors mandatory numbered scheduled""".split()
_THINGS = """keynote|panel|workshop|new app|venue|catering|opening talk|tutorial|lecture|webinar|interview|meeting|
update|release|website|microphone|speaker|moderator|plan|course|book|film|phone|restaurant|train ride|hotel|game|
product launch|town hall|roadmap|training|exercise|support team|documentation|camera work|music|schedule|strategy|
registration desk|lighting|translation|poll|breakout group|summary""".replace("\n", "").split("|")
_ONE_OF_A_GROUP = """woman|man|Muslim|Christian|Jewish person|Hindu|atheist|black woman|white man|black man|gay man|
lesbian|trans woman|blind person|deaf person|refugee|immigrant|Mexican|Nigerian|Chinese student|Polish driver|
wheelchair user|mother|pensioner|bisexual person|Turkish doctor|queer person""".replace("\n", "").split("|")
_LIKE = "love|loved|like|enjoyed|adore|admire|appreciate|recommend|am glad we have|am happy with".split("|")
_DISLIKE = "hate|hated|dislike|regret|can't stand|am tired of|despise|am fed up with|am angry about".split("|")
_GOOD_STATES = "impressed happy satisfied convinced thrilled delighted pleased excited".split()
_BAD_STATES = "disappointed bored confused annoyed angry upset frustrated worried offended sad".split()
_PLEASING = "worked perfectly|made my day|answered everything|was worth every minute|saved us hours|exceeded my hopes|runs so well".split("|")
_FAILING = "crashed again|wasted our time|made no sense|keeps failing|cuts out all the time|let everyone down|went wrong|was a mess".split("|")
_FACTS = """the {thing} starts at nine|we are in room four|I joined from {name}'s office|{name} is next|the {thing} is on Tuesday|
there are two more slides|I just sent the form|the {thing} lasts an hour|it is about the {thing}|the link is in the chat|
I am watching from home|this is the second part|the {thing} comes after lunch|{name} shared the file|part three now|
the doors open at eight|{name} has the floor|we moved to the {thing}|it was about the {thing}|back in ten minutes""".replace("\n", "").split("|")
_QUESTIONS = """when does the {thing} start|where can I find the {thing}|who is running the {thing}|how long is the {thing}|
is the {thing} open to {group}|what does the {thing} cost|which room is the {thing} in|does the {thing} need a password|
did {name} send the file|how many people are in the {thing}|can I ask {name} about the {thing}|is there a break before the {thing}|
what is the name of the {thing}|how do I join the {thing}|are the numbers from last year|do we get a copy of the {thing}|
what happens after the {thing}|is {name} speaking today|which version of the {thing} is that|why did you choose that {thing}""".replace("\n", "").split("|")
_REQUESTS = """please send me the {thing}|could {name} say that again|can you go back one slide|please mute your microphone|
could you show the {thing} once more|let me know when the {thing} begins|please add {name} to the list|
can you speak about the {thing}|would you explain the second point|put the address in the chat please|
one more minute please|can we get the recording|please read out the question from {name}""".replace("\n", "").split("|")

_HAPPY_EMOJI = "😀😃😄😁😆🤣😂🙂😊😇🥰😍🤩😘😋🤗😌🥳😎🥹😺😻💖💗💕💞❤🧡💛💚💙💜♥💯👌🤟🤘👍🙌👏🫶🙏💪🔥✨⭐🌟🎉🎊🏆🥇🥂🐐🚀👑💐🌹✅😸🤍🩷💘💝"
_ANGRY_EMOJI = "😒🙄😔😪🤢🤮😕😟🙁☹😧😨😰😥😢😭😱😖😣😞😓😩😫🥱😤😡😠🤬👿💩🤡😿😾💔👎🖕🤦😴🗑❌📉🐌💢💤🥀🔇🚮😬🤕"
_OTHER_EMOJI = "🤔👀🙋❓📷⏰💻📱👋✋☝👇👉👆📢🎤🎧📺⏳✍🗣🤷💬🔔☕😐😶🤖➕🔴🟢🆕"
_HAPPY_SIGNS = [*_HAPPY_EMOJI, *":) :-) =) :D :-D xD ;) ;-) <3 <3<3 ^^ \\o/ (: :p".split()]
_ANGRY_SIGNS = [*_ANGRY_EMOJI, *":( :-( =( ): :'( :/ :-/ >:( -_- D: :c </3".split()]

Chooser = random.Random


def _clause(pick: Chooser, mood: int) -> str:
    """A short statement of that mood, lower-case, without a full stop."""
    thing, name = pick.choice(_THINGS), pick.choice(NAMES)
    if mood == NEUTRAL:
        return pick.choice(_FACTS).format(thing=thing, name=name)
    adjective = pick.choice((_BAD, None, _GOOD)[mood])
    verb, event = pick.choice((_DISLIKE, None, _LIKE)[mood]), pick.choice((_FAILING, None, _PLEASING)[mood])
    state = pick.choice((_BAD_STATES, None, _GOOD_STATES)[mood])
    return pick.choice(
        [
            f"the {thing} {pick.choice(['is', 'was', 'looks', 'seems'])} {adjective}",
            f"I {verb} the {thing}",
            f"the {thing} {event}",
            f"I am {state} with the {thing}",
            f"what {_article(adjective)} {thing}",
            f"{name}'s {thing} was {adjective}",
            f"such {_article(adjective)} {thing}",
            f"{adjective} {thing}",
        ]
    )


def _article(adjective: str) -> str:
    return f"{'an' if adjective[0] in 'aeiou' else 'a'} {adjective}"


def _vocabulary(pick: Chooser) -> Said:
    mood = pick.choice((NEGATIVE, POSITIVE))
    adverb = pick.choice(["", "", "really ", "so ", "very ", "extremely ", "pretty ", "absolutely ", "rather ", "a bit ", "somewhat "])
    adjective, thing = pick.choice((_BAD, None, _GOOD)[mood]), pick.choice(_THINGS)
    return pick.choice([f"that {thing} was {adverb}{adjective}", f"{adverb}{adjective}", f"{adverb}{adjective} {thing}", _clause(pick, mood)]), mood


def _negated_good(pick: Chooser) -> Said:
    thing, good, state = pick.choice(_THINGS), pick.choice(_GOOD), pick.choice(_GOOD_STATES)
    return (
        pick.choice(
            [
                f"the {thing} {pick.choice(['is', 'was'])} {pick.choice(['not', 'not very', 'never', 'hardly', 'anything but'])} {good}",
                f"the {thing} {pick.choice(['isn’t', 'wasn’t', 'wasnt', 'isnt'])} {good}",
                f"nothing about the {thing} was {good}",
                f"I doubt that the {thing} is {good}",
                f"there was nothing {good} in that {thing}",
                f"I'm {pick.choice(['not', 'not at all', 'far from'])} {state}",
                f"nobody called the {thing} {good}",
                f"it could have been {good} and it was not",
                f"I did not {pick.choice(['like', 'enjoy', 'love'])} one bit of the {thing}",
                f"{pick.choice(['never', 'hardly ever'])} {_article(good)} {thing} here",
            ]
        ),
        NEGATIVE,
    )


def _negated_bad(pick: Chooser) -> Said:
    thing, bad, state = pick.choice(_THINGS), pick.choice(_BAD), pick.choice(_BAD_STATES)
    return (
        pick.choice(
            [
                f"the {thing} {pick.choice(['is', 'was'])} {pick.choice(['not', 'never', 'by no means', 'anything but'])} {bad}",
                f"the {thing} {pick.choice(['isn’t', 'wasn’t', 'wasnt', 'isnt'])} {bad}",
                f"I wasn't {state} for a second",
                f"not {pick.choice(['bad', 'terrible', 'boring', 'awful'])} at all, this {thing}",
                f"nobody got {state} with the {thing}",
                f"nothing {bad} about that {thing}",
                f"no complaints about the {thing}",
                f"I have never been {state} by the {thing}",
                f"for once the {thing} was not {bad}",
                f"didn’t {pick.choice(['hate', 'regret', 'dislike'])} a minute of it",
                f"you won't be {state}",
                f"the {thing} did not let us down",
            ]
        ),
        POSITIVE,
    )


def _negated_plain(pick: Chooser) -> Said:
    thing, name = pick.choice(_THINGS), pick.choice(NAMES)
    return (
        pick.choice(
            [
                f"the {thing} is not {pick.choice(_PLAIN)}",
                f"{name} isn't in the {thing} today",
                f"the {thing} hasn't started yet",
                f"there is no {thing} on Friday",
                f"we don't use the {thing} on Mondays",
                f"that is not the {thing} from last year",
            ]
        ),
        NEUTRAL,
    )


def _plain(pick: Chooser) -> Said:
    thing = pick.choice(_THINGS)
    return pick.choice([f"the {thing} is {pick.choice(_PLAIN)}", f"this is a {pick.choice(_PLAIN)} {thing}", _clause(pick, NEUTRAL)]), NEUTRAL


def _contrast(pick: Chooser) -> Said:
    """What comes after "but", or in the main clause, is what was meant."""
    first, last = pick.sample((NEGATIVE, POSITIVE), 2)
    said, meant = _clause(pick, first), _clause(pick, last)
    return (
        pick.choice(
            [
                f"{said}, but {meant}",
                f"{said} but {meant}",
                f"{said}. {pick.choice(['However', 'Still', 'Yet'])}, {meant}",
                f"{pick.choice(['although', 'though', 'even though'])} {said}, {meant}",
                f"despite the fact that {said}, {meant}",
                f"I thought that {said}, now I see that {meant}",
                f"usually {said}; today {meant}",
            ]
        ),
        last,
    )


def mood_emoji(mood: int, pick: Chooser) -> str:
    """An emoji or emoticon of that mood: 2 -> '👏'"""
    return pick.choice((_ANGRY_SIGNS, _OTHER_EMOJI, _HAPPY_SIGNS)[mood])


def _emoji(pick: Chooser) -> Said:
    mood = pick.choice((NEGATIVE, POSITIVE, POSITIVE, NEUTRAL, NEGATIVE))
    one, two = mood_emoji(mood, pick), mood_emoji(mood, pick)
    fact, matching = _clause(pick, NEUTRAL), _clause(pick, mood)
    return (
        pick.choice(
            [one, one * 3, one + two, f"{one} {two} {one}", f"{fact} {one}", f"{fact} {one}{two}", f"{fact}{one}", f"{one} {fact}"]
            + [f"{matching} {one}", f"{matching}{one}{one}", f"{one}{matching}", f"@user {one}", f"{pick.choice(_THINGS)} {one}"]
            + [f"{pick.choice(NAMES)} {one}{one}", f"{pick.choice(['ok', 'hmm', 'wow', 'so', 'well', 'lol'])} {one}"]
        ),
        mood,
    )


def _question(pick: Chooser) -> Said:
    mark, emoji = pick.choice(["?", "?", "", "??"]), pick.choice(["", "", "", "", "", " 🤔", " 🙋", "👀"])
    return f"{_asked(pick, _QUESTIONS)}{mark}{emoji}", NEUTRAL


def _request(pick: Chooser) -> Said:
    return f"{_asked(pick, _REQUESTS)}{pick.choice(['?', '', ''])}", NEUTRAL


def _asked(pick: Chooser, patterns: list[str]) -> str:
    words = {"thing": pick.choice(_THINGS), "name": pick.choice(NAMES), "group": pick.choice(GROUPS)}
    opening = pick.choice(["", "", "", "hi, ", "sorry, ", "hello all, ", "quick question: ", f"@{words['name'].lower()} "])
    return opening + pick.choice(patterns).format(**words)


def _names(pick: Chooser) -> Said:
    mood = pick.choice((NEGATIVE, NEUTRAL, POSITIVE))
    name, group, one = pick.choice(NAMES), pick.choice(GROUPS), pick.choice(_ONE_OF_A_GROUP)
    if mood == NEUTRAL:
        return (
            pick.choice(
                [
                    f"{name} asked about the {pick.choice(_THINGS)}",
                    f"the speaker is a {one}",
                    f"{name} works with {group}",
                    f"my neighbour is a {one}",
                    f"a talk about {group} and {pick.choice(GROUPS)}",
                    f"{group} were in the audience",
                    f"{name} and {pick.choice(NAMES)} are on the panel",
                    f"the survey was filled in by {group}",
                    f"a {one} asked the next question",
                    f"I am a {one}",
                ]
            ),
            mood,
        )
    state = pick.choice((_BAD_STATES, None, _GOOD_STATES)[mood])
    adjective = pick.choice((_BAD, None, _GOOD)[mood])
    return (
        pick.choice(
            [
                f"{name} gave {_article(adjective)} talk",
                f"{name} made {group} feel {state}",
                f"{_article(adjective)} answer from {name}",
                f"as a {one} I am {state}",
                f"the {pick.choice(_THINGS)} was {adjective} for {group}",
                f"{name} is {adjective}",
                f"{_article(adjective)} session with a {one}",
            ]
        ),
        mood,
    )


class Kind(NamedTuple):
    make: Callable[[Chooser], Said]
    share: int
    question: int = 0


_KINDS = [
    Kind(_vocabulary, 12),
    Kind(_negated_good, 14),
    Kind(_negated_bad, 16),
    Kind(_negated_plain, 5),
    Kind(_plain, 7),
    Kind(_contrast, 8),
    Kind(_emoji, 20),
    Kind(_question, 7, question=1),
    Kind(_request, 3, question=UNKNOWN),
    Kind(_names, 8),
]


def drills(count: int, seed: int) -> list[Drill]:
    """`count` different sentences with their labels; the same ones for the same seed."""
    pick = random.Random(seed)
    shares = [kind.share for kind in _KINDS]
    made: dict[str, Drill] = {}
    while len(made) < count:
        kind = pick.choices(_KINDS, shares)[0]
        said, sentiment = kind.make(pick)
        text = _as_typed(said, pick)
        made.setdefault(text, Drill(text, sentiment, kind.question))
    return list(made.values())


def _as_typed(text: str, pick: Chooser) -> str:
    """As people type: mostly as it should be, sometimes in capitals, stretched, or with a slip of the finger."""
    style = pick.random()
    if style < 0.45:
        text = text[0].upper() + text[1:]
    elif style < 0.53:
        text = text.upper()
    if style < 0.08 or 0.6 < style < 0.68:
        text = slip(text, pick)
    elif 0.68 < style < 0.74:
        text = stretch(text, pick)
    if text[-1].isalnum() and pick.random() < 0.5:
        text += pick.choice([".", "!", "!!", "...", ". "])
    return text.strip()


if __name__ == "__main__":
    for drill in drills(int(sys.argv[1]) if len(sys.argv) > 1 else 20, seed=0):
        print(("negative", "neutral", "positive")[drill.sentiment], drill.question, drill.text, sep="\t")
