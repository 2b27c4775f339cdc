"""Letter case: a text in small letters, in capitals or as a title keeps its label."""

from string import capwords

from training.behaviour.case import Case, same

TEXTS = (
    "Such a lovely evening, thank you.", "The host is doing a great job.", "I love the live captions!",
    "Best talk so far", "Kudos to the whole crew.", "What a brilliant question.", "Wow, this is beautiful",
    "So helpful, learned a lot today.", "Well done, Maria!", "We enjoyed every minute of it.",
    "Good vibes in Room B today", "The Wi-Fi is excellent here.", "The stream is down again.",
    "I can't hear anything, so annoying.", "This is a waste of our time.", "Horrible echo in Hall 3",
    "Stop interrupting the guest!", "The Q&A was a disaster.", "Boring. Next topic, please.", "I hate the new app.",
    "My ticket was cancelled for no reason, unacceptable.", "Nobody listens to us.", "The slides are a mess.",
    "Not helpful at all.", "Is the FAQ on the website?", "The CEO speaks at ten.", "Slide 14, second bullet.",
    "Question for Ahmed: which API is it?", "We are in Room B.", "Part two is on Thursday.", "I work in HR.",
    "How do I join from an iPad?", "The agenda has four parts.", "Anna is taking notes.", "Can you share the PDF?",
    "The poll closes at noon.", "The slides are at https://example.org/deck", "Is it all on www.example.org?",
    "Great summary: https://example.org/news", "The form on https://example.org/form is broken, so annoying",
)  # fmt: skip


def cases() -> list[Case]:
    return same("letter-case/as", [_cased(text) for text in TEXTS])


def _cased(text: str) -> list[str]:
    """Well done! -> Well done!, well done!, WELL DONE!, Well Done!; of equal ones the first."""
    return list(dict.fromkeys((text, text.lower(), text.upper(), capwords(text))))
