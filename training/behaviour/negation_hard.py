"""Negation at a distance, of a clause, by another word, or turned to praise."""

from training.behaviour.case import NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Case, one_of

FAR_BLAME = (
    "I don't think anyone would call that a good answer.",
    "I don't think this was a great idea.",
    "I don't believe the panel was well prepared.",
    "I do not feel that my question was answered in a helpful way.",
    "Nobody I talked to enjoyed the keynote.",
    "Hardly anything in this talk was useful.",
    "There was nothing interesting in the whole session.",
    "Not a single demo worked the way it should.",
    "I can't say that I enjoyed it.",
    "I wouldn't call this a success.",
    "I'm not sure anyone in this room found that helpful.",
    "None of the speakers seemed well prepared.",
    "Neither the slides nor the examples were any good.",
    "At no point did I find this interesting.",
    "No one on my team thought the workshop was worth the money.",
    "I don't see how anybody could like this new tool.",
    "You can't honestly tell me that this was well organised.",
    "It's not that I like complaining, but this was dreadful.",
)
FAR_PRAISE = (
    "I don't think I could ever get bored of these talks.",
    "Not once did I look at the clock, it was that good.",
    "Not only was the talk interesting, it was also funny.",
    "I couldn't have asked for a better host.",
    "The answer couldn't be any clearer, thank you.",
    "I couldn't be happier with how this went.",
    "It could not have gone better!",
    "I have never seen a better demo.",
    "Never have I enjoyed a panel this much.",
    "Nobody explains this better than you.",
    "You can't go wrong with this workshop, highly recommended.",
    "Can't wait for the next one!",
    "I can't wait to try this with my class",
    "I can't thank you enough for this session.",
    "There is nothing I would change, it was perfect.",
    "I had no idea statistics could be this much fun!",
    "You don't want to miss this speaker, she is brilliant.",
)
FAR_NO_BLAME = (
    "I can't say I was disappointed.",
    "I wouldn't say it was bad.",
    "I don't think the talk was boring.",
    "I don't think anyone was disappointed tonight.",
    "It was anything but boring.",
    "I have seen nothing here that I would call a waste of time.",
    "I expected it to be boring, but it wasn't.",
    "I was afraid the stream would be terrible, but it was not.",
    "None of us thought it was too long.",
    "I can't find anything wrong with this plan.",
)
WORSE = (
    "It couldn't be worse.",
    "I have never sat through a worse talk.",
    "Never again.",
    "This is anything but clear.",
    "The explanation was far from good.",
    "The keynote failed to impress.",
    "The talk lacked depth and structure.",
    "One hour without a single good example.",
    "I thought I would love it, but I didn't.",
    "I really wanted to like this panel, but I couldn't.",
    "If only the audio were any good.",
    "It would have been great if the slides had been readable.",
    "I wish the speaker had prepared something useful.",
    "There are better ways to spend an hour than this.",
    "It stopped being funny an hour ago.",
    "I expected a good talk and did not get one.",
)
LESS = (
    "Not everyone enjoyed that.",
    "It could have been better.",
    "Not the best talk of the day.",
    "Not as good as last year.",
    "It wasn't as interesting as I had hoped.",
)


def cases() -> list[Case]:
    return [
        *one_of(NEGATIVE, "negation-hard/far-blame", FAR_BLAME),
        *one_of(POSITIVE, "negation-hard/far-praise", FAR_PRAISE),
        *one_of(NOT_NEGATIVE, "negation-hard/far-no-blame", FAR_NO_BLAME),
        *one_of(NEGATIVE, "negation-hard/worse", WORSE),
        *one_of(NOT_POSITIVE, "negation-hard/less", LESS),
    ]
