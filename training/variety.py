"""What must not change a label: slips of the finger, stretched vowels, who is named. Applied to texts as they are read."""

import random
import re

# First names of many origins; any may stand for any other.
NAMES = """Anna James Wei Fatima Carlos Priya Olga Kwame Yuki Mohammed Sarah Lars Chloe Ahmed Ngozi Diego Aisha Pavel
Mei Thomas Rosa Ivan Leila Samuel Hana Oluwaseun Emily Raj Svetlana Jamal Ingrid Juan Zainab Peter Lakshmi Hiroshi
Amina Pedro Kofi Elena Marcus Noor Giulia Tariq Ebony DeShawn Maria Hassan Bjorn Xiu John David Michael Chris Mike Mark
Paul Daniel Jennifer Jessica Ashley Amanda Laura Rachel Kevin Brian Steve Andrew Ryan Matt Nick Jason Adam Eric Robert
Katie Megan Emma Olivia Sophie Lucy Alice Karen Susan Linda Nancy Barbara George Henry Jack Oliver Harry Charlie Simon
Alex Sam Ben Tom Tim Jim Bob Joe Dave Kate Jane Lisa Amy Julie Vishal Anjali Arjun Deepak Sanjay Mehmet Ayse Emre Zeynep
Yusuf Ibrahim Omar Khalid Layla Nadia Youssef Chidi Amara Tunde Zanele Thabo Sipho Nguyen Linh Minh Jin Soo Hyun Kenji
Akira Sakura Ling Chen Zhang Jose Luis Miguel Sofia Camila Mateo Lucia Javier Pierre Camille Francois Hans Greta Jurgen
Katarzyna Piotr Agnieszka Dmitri Natasha Boris Anastasia Shaniqua Tyrone Latoya Malik Keisha Esther Moshe Rivka Levi""".split()
GROUPS = """women|men|Muslims|Christians|Jews|Hindus|Buddhists|atheists|Catholics|black people|white people|Asians|
Africans|Americans|Europeans|Germans|Indians|Mexicans|Chinese people|Russians|gay people|lesbians|trans people|
straight people|old people|young people|disabled people|immigrants|refugees|parents|students|nurses|farmers|Arabs|Turks|
Poles""".replace("\n", "").split("|")

_NAME = re.compile(rf"\b({'|'.join(sorted(NAMES, key=len, reverse=True))})\b")
_GROUP = re.compile(rf"\b({'|'.join(sorted(GROUPS, key=len, reverse=True))})\b", re.IGNORECASE)

# Shares of the texts that are changed so, each time they are read.
SLIPPED, STRETCHED, RENAMED = 0.08, 0.05, 0.5


def varied(text: str, pick: random.Random) -> str:
    """The same text, as somebody else might have typed it about somebody else."""
    if pick.random() < RENAMED:
        text = _GROUP.sub(lambda _: pick.choice(GROUPS), _NAME.sub(lambda _: pick.choice(NAMES), text))
    style = pick.random()
    if style < SLIPPED:
        return slip(text, pick)
    return stretch(text, pick) if style < SLIPPED + STRETCHED else text


def slip(text: str, pick: random.Random) -> str:
    """Two neighbouring letters of a longer word swapped, or one left out: 'great talk' -> 'graet talk'"""
    long = [word for word in text.split() if len(word) > 4 and word.isalpha()]
    if not long:
        return text
    word = pick.choice(long)
    at = pick.randrange(1, len(word) - 2)
    slipped = pick.choice([word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :]])
    return text.replace(word, slipped, 1)


def stretch(text: str, pick: random.Random) -> str:
    """'great talk' -> 'greaaaat talk'"""
    words = [word for word in text.split() if len(word) > 3 and any(vowel in word for vowel in "aeiou")]
    if not words:
        return text
    word = pick.choice(words)
    vowel = pick.choice([letter for letter in word if letter in "aeiou"])
    return text.replace(word, word.replace(vowel, vowel * pick.randint(3, 5), 1), 1)
