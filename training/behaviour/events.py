"""The language of events, lectures, town halls, streams and support channels."""

from training.behaviour.case import NEGATIVE, NEUTRAL, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Case, one_of, turn

FAILS = (
    "keeps freezing", "keeps cutting out", "is lagging so badly", "is unusable today", "is a nightmare",
    "quality is awful",
)  # fmt: skip
SIGNALS = ("the stream", "the audio", "the video", "the connection", "the sound", "the live feed")
RUNS = ("is crystal clear", "works flawlessly", "is flawless today", "quality is superb", "is perfect")
WRONG = (
    "the slides are unreadable and nobody cares", "the captions are garbage", "terrible echo on the mic",
    "the crackling hurts my ears", "the host keeps interrupting the guests, so rude",
    "this panel is just a sales pitch", "the moderator ignored all our questions",
    "the chat is full of spam, so annoying", "this webinar is a glorified advert",
    "he just reads the slides word by word, boring", "death by PowerPoint", "buffering every ten seconds, I give up",
    "worst stream quality ever", "the queue for coffee was ridiculous", "check-in was chaos",
    "support has ignored my ticket for two weeks", "still no answer to my ticket, unacceptable",
    "the app crashed again and I lost my notes", "an hour over time, so disrespectful",
    "way too much jargon, you lost me completely", "the live demo was an embarrassing failure",
    "another pointless town hall", "they dodged every hard question, shameful",
    "I paid 200 dollars for this, what a rip-off", "stop the loud music, it is unbearable",
    "the chatbot is useless, I want a human",
)  # fmt: skip
RIGHT = (
    "the captions are spot on", "loving the live captions", "the host is killing it", "you nailed the demo",
    "great Q&A", "best keynote so far", "the slides are gorgeous", "smooth stream, no lag at all, great work",
    "the breakout rooms were a brilliant idea", "the moderator does a fantastic job",
    "support fixed my issue in five minutes, amazing", "kudos to the organisers", "standing ovation from row 12",
    "shout-out to the tech crew, flawless work", "that answer was pure gold", "mind blown",
    "10/10 would attend again", "take a bow", "what a line-up!", "learned so much today",
    "this town hall was refreshingly honest", "the energy in this room is incredible",
    "love that you take questions from the chat", "finally a webinar that is worth my time",
    "the new onboarding is a huge improvement", "hats off to the panel",
)  # fmt: skip
PLAIN = (
    "can we get the deck", "the Q&A is in the side tab", "next slide please", "question for the panel",
    "audio is on channel 2", "captions are available in Spanish", "the stream starts in ten minutes",
    "joining from the Berlin office", "the recording will be posted tomorrow", "mic check one two",
    "the poll is open", "the chat is on the right", "lunch is at noon in the lobby", "part two is tomorrow",
    "room change: we are in hall B", "refresh the page to see the poll", "the dial-in number is in the invite",
    "the mute button is at the bottom left", "breakout room 3", "back in five",
    "on slide 7 you mention the pilot project", "the host is Sam, the panel starts at two", "is this being recorded",
    "my ticket number is 45120", "which channel is the stream on", "muted until the Q&A", "agenda item 4 is next",
)  # fmt: skip
REPORTS = (
    "no sound", "can't hear you", "I can't see the slides", "you're on mute", "You are on mute!",
    "the screen is black", "captions are not showing up", "the link is broken", "the screen is frozen",
    "your video is lagging", "there is an echo", "the audio is out of sync", "is anyone else getting lag?",
    "your mic is off", "we lost you", "you are breaking up", "still muted",
)  # fmt: skip
SIGNS = (
    "+1", "first!", "same here", "+1 to this question", "I second that", "count me in", "let's go!",
    "here from day one", "following",
)  # fmt: skip


def cases() -> list[Case]:
    return [
        *one_of(NEGATIVE, "events/fails", turn("{signal} {fail}", signal=SIGNALS, fail=FAILS)),
        *one_of(NEGATIVE, "events/fails", turn("ugh, {signal} {fail}", signal=SIGNALS[2:] + SIGNALS[:2], fail=FAILS)),
        *one_of(POSITIVE, "events/runs", turn("{signal} {run}", signal=SIGNALS[:5], run=RUNS)),
        *one_of(NEGATIVE, "events/wrong", WRONG),
        *one_of(POSITIVE, "events/right", RIGHT),
        *one_of(NEUTRAL, "events/plain", PLAIN),
        *one_of(NOT_POSITIVE, "events/reports", REPORTS),
        *one_of(NOT_NEGATIVE, "events/signs", SIGNS),
    ]
