"""Questions and requests that only want an answer. Many hold words that would carry a mood elsewhere."""

from training.behaviour.case import NEUTRAL, Case, one_of, turn

THINGS = (
    "the slides", "the recording", "the handout", "the agenda", "the source code", "the list of speakers",
    "the survey",
)  # fmt: skip
EVENTS = ("the next session", "the Q&A", "the lunch break", "the second workshop", "the award ceremony", "the tour")
TOPICS = ("updates", "refunds", "backups", "travel costs", "sign-ups", "sick leave", "translations", "old browsers")
WHERE = (
    "Where can I find {thing}?", "Will you share {thing}?", "Is there a link to {thing}?", "Who can send me {thing}?",
)  # fmt: skip
WHEN = ("When does {event} start?", "How long is {event}?", "Which room is {event} in?", "Who is hosting {event}?")
HOW = (
    "How do you handle {topic}?", "What is the plan for {topic}?", "Who is responsible for {topic}?",
    "Any news on {topic}?",
)  # fmt: skip
OPEN = (
    "What does the acronym on slide 4 stand for?", "Which database do you use?", "How many people work on this?",
    "Does it run on Linux?", "Is this also available in Portuguese?", "How does this compare to last year's numbers?",
    "Will the office move next year?", "Do we need to register for tomorrow?", "Can I join from my phone?",
    "What time zone is the schedule in?", "How often is the data updated?", "Did you say 2019 or 2020?",
    "Is the budget for next year public?", "Who wrote the second chapter?", "How old is the building?",
    "What happens to the data after the study?", "Are managers included in this?", "Do you take questions at the end?",
    "what version are we talking about", "where do i sign up for part two", "how do you pronounce your last name",
)  # fmt: skip
LOADED = (
    "What are the best practices for naming files?", "What is the best way to reach the help desk?",
    "How do you deal with bad data?", "How are errors reported?", "Which problems does this method address?",
    "Is there a free trial?", "What is the risk score based on?", "How do you measure happiness in your survey?",
    "Does the insurance cover accidents?", "How is pain rated in the study?", "What counts as a failure in this test?",
    "Who won the second round?", "Is the award ceremony before or after dinner?", "How do you define success here?",
    "Do you support dark mode?", "What is the difference between a warning and an error?",
)  # fmt: skip
REQUESTS = (
    "Could you repeat the question, please?", "Please post the link in the chat.", "Can you go back to slide 7?",
    "Could you zoom in on the chart?", "Please use the Q&A tab for your questions.",
    "Could someone send me the deck?", "Please put the reading list on the website.", "Can you scroll down a little?",
    "Please read my question next.", "Could you say a few words about pricing?", "Please turn to page 12.",
    "Can we have the poll again?", "Please state your name before you speak.",
    "Could you add the dates to the calendar?", "Show the second chart, please.", "Can you type that in the chat",
    "please share the link again", "can we move on to question 3",
)  # fmt: skip


def cases() -> list[Case]:
    return [
        *(case for ask in WHERE for case in one_of(NEUTRAL, "questions/where", turn(ask, thing=THINGS[:4]))),
        *one_of(NEUTRAL, "questions/requests", turn("Can you send us {thing} by email?", thing=THINGS[4:])),
        *(case for ask in WHEN for case in one_of(NEUTRAL, "questions/when", turn(ask, event=EVENTS[:4]))),
        *one_of(NEUTRAL, "questions/when", turn("What comes after {event}?", event=EVENTS[4:])),
        *one_of(NEUTRAL, "questions/how", _how()),
        *one_of(NEUTRAL, "questions/open", OPEN),
        *one_of(NEUTRAL, "questions/loaded-words", LOADED),
        *one_of(NEUTRAL, "questions/requests", REQUESTS),
    ]


def _how() -> list[str]:
    return [text for at, ask in enumerate(HOW) for text in turn(ask, topic=TOPICS[at::2])]
