"""Letters and marks repeated for emphasis: the label is that of the plain spelling."""

from training.behaviour.case import Case, same

STRETCHED = (
    ("so good", "sooo good", "soooooooo good"), ("I love this", "I looove this", "I loooooove this"),
    ("this is great", "this is greaaat", "this is greeeeeat"), ("amazing", "amaaazing", "amaaaaaaazing"),
    ("nice one", "niiice one", "niiiiiiice one"), ("yes, finally", "yesss, finally", "yesssssss, finallyyyy"),
    ("wow, beautiful", "wooow, beautiful", "wowww, beautifulll"), ("thank you", "thank youuu", "thank youuuuuuu"),
    ("awesome talk", "awesooome talk", "aaawesome talk"),
    ("that was perfect", "that was perfecttt", "that was perrrfect"),
    ("cool demo", "coool demo", "coooooool demo"), ("so happy", "so happyyy", "sooo happyyyyy"),
    ("well done", "well doneee", "welll donnne"), ("brilliant", "brilliaaant", "brillllliant"),
    ("best day", "besttt day", "best dayyyyy"), ("very funny", "veryyy funny", "veryyyyyyy funny"),
    ("please come back", "pleeease come back", "pleaseeeeee come back"),
    ("boring", "booring", "boooooring"), ("so slow", "so slooow", "sooooo slow"),
    ("this is bad", "this is baaad", "this is baaaaaaad"),
    ("way too loud", "waaay too loud", "way too louuuuud"), ("terrible", "terribleee", "terrrrible"),
    ("so annoying", "so annoyinggg", "sooooo annoying"), ("worst day", "worsttt day", "worstttttt day"),
    ("I hate this", "I haaate this", "I hateeeee this"), ("so confusing", "so confusinggg", "sooo confusing"),
    ("what a mess", "what a messss", "whaaaat a mess"), ("too long", "too looong", "tooooo long"),
    ("oh no, not again", "oh nooo, not again", "oh noooooo, not agaaain"),
    ("that is sad", "that is saaad", "that is sadddd"),
    ("awful sound", "awfulll sound", "aaawful sound"), ("stop it", "stop ittt", "stooop it"),
    ("hello from Oslo", "hellooo from Oslo", "helloooooo from Oslo"), ("hi all", "hiii all", "hiiiiii alll"),
    ("good morning", "good morninggg", "goood morning"),
    ("see you tomorrow", "see youuu tomorrow", "see you tomorrowww"),
    ("what time", "what timeee", "whattt time"), ("room 4 please", "room 4 pleaseee", "rooom 4 please"),
    ("which slide", "which slideee", "whichhh slide"),
    ("on the second floor", "on the second flooor", "on the second floorrr"),
)  # fmt: skip
PUNCTUATED = (
    ("When is the break?", "When is the break??", "When is the break????"),
    ("The slides are online.", "The slides are online..", "The slides are online"),
    ("Great talk!", "Great talk!!", "Great talk!!!!!!"),
    ("This is terrible!", "This is terrible!!", "This is terrible!!!!!!"),
    ("Who is next?", "Who is next ?", "Who is next???"),
    ("Love it!", "Love it !!", "Love it!!!!"),
    ("No sound, so frustrating...", "No sound, so frustrating.....", "No sound, so frustrating"),
    ("What a disaster!", "What a disaster!!!", "What a disaster !!"),
)


def cases() -> list[Case]:
    return [*same("repeated-letters/letters", STRETCHED), *same("repeated-letters/marks", PUNCTUATED)]
