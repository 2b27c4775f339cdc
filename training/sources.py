"""Every data set that a step reads: its file, its licence as stated, and what it may be used for.

Shipped weights train on no set whose stated licence is non-commercial or GPL: `use` says "train" only where it is
neither. Each CARD.md lists what its model was made of from this table.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass

from training.places import DATA


@dataclass(frozen=True)
class Source:
    file: str
    licence: str
    # gold: labels and texts train; silver: texts alone train; develop: stops, tunes, calibrates; evaluate: figures only.
    use: str
    about: str


TWITTER = "research data under Twitter's terms"
TWEETEVAL = f"TweetEval: released without restrictions of its own; {TWITTER}"
SENTIMENTR = "copy in sentimentr, MIT; CrowdFlower Data for Everyone"
VADER = "MIT"
GOEMOTIONS = "Apache-2.0"
GPL = "GPL-3.0"
PDDL = "ODC PDDL 1.0"

SOURCES: dict[str, Source] = {
    "semeval": Source("sentiment/semeval_train.tsv", f"repository MIT; {TWITTER}", "gold", "SemEval 2013 to 2016 task A"),
    "kaggle-tweets": Source(
        "sentiment/kaggle_tweet_sentiment_extraction.tsv",
        "CC BY 4.0 by its publisher, not stated in the copy",
        "gold",
        "Kaggle tweet sentiment extraction",
    ),
    "goemotions-train": Source("sentiment/goemotions3_train.tsv", GOEMOTIONS, "gold", "GoEmotions, three groups"),
    "pros-cons": Source("sentiment/pros_cons_weak.tsv", "CC BY 4.0", "silver", "Pros and cons of product reviews"),
    "huliu": Source("sentiment/huliu_product_sentences.tsv", "CC BY 4.0", "silver", "Product review sentences"),
    "selfdriving": Source("sentiment/crowd_selfdriving.tsv", SENTIMENTR, "silver", "Tweets on self-driving cars"),
    "weather": Source("sentiment/crowd_weather.tsv", SENTIMENTR, "silver", "Tweets on the weather"),
    "uci": Source("sentiment/uci_sentences_binary.tsv", "CC BY 4.0", "silver", "Amazon, IMDb and Yelp sentences"),
    "goemotions-other": Source("sentiment/goemotions_other.tsv", GOEMOTIONS, "silver", "GoEmotions, ambiguous or mixed"),
    "emoji-tweets": Source("pool/tweets_emoji_task.tsv.gz", TWEETEVAL, "silver", "Tweets that held an emoji"),
    "deflategate": Source("pool/tweets_deflategate.tsv", SENTIMENTR, "silver", "Tweets on a sports scandal"),
    "reddit-titles": Source("pool/reddit_titles.tsv.gz", PDDL, "silver", "Titles of Reddit posts, 2013"),
    "reddit-selftext": Source("pool/reddit_selftext_short.tsv.gz", PDDL, "silver", "Short bodies of Reddit posts, 2013"),
    "ubuntu-irc": Source("pool/ubuntu_irc.tsv.gz", "CC BY 4.0", "silver", "Help channel of Ubuntu"),
    "offensive-train": Source("tweeteval_other/offensive_train.tsv", TWEETEVAL, "gold", "TweetEval offensive (OLID)"),
    # Four fifths of its calls; the others are part of the development set of questions (kind.py).
    "switchboard": Source("question_vs_comment/switchboard_sample.tsv", "Open Content License", "gold", "Phone calls"),
    "hate-train": Source("tweeteval_other/hate_train.tsv", TWEETEVAL, "silver", "TweetEval hate, texts alone"),
    "emotion-train": Source("tweeteval_other/emotion_train.tsv", TWEETEVAL, "silver", "TweetEval emotion, texts alone"),
    "irony-train": Source("tweeteval_other/irony_train.tsv", TWEETEVAL, "silver", "TweetEval irony, texts alone"),
    "tweeteval-val": Source("sentiment/tweeteval_val.tsv", TWEETEVAL, "develop", "TweetEval sentiment, validation"),
    "goemotions-dev": Source("sentiment/goemotions3_dev.tsv", GOEMOTIONS, "develop", "GoEmotions, development"),
    "offensive-val": Source("tweeteval_other/offensive_val.tsv", TWEETEVAL, "develop", "TweetEval offensive, validation"),
    "tweeteval-test": Source("sentiment/tweeteval_test.tsv", TWEETEVAL, "evaluate", "TweetEval sentiment, test"),
    "sst-test": Source("sentiment/sst5_test.tsv", "none stated; research", "evaluate", "Stanford Sentiment Treebank"),
    "goemotions-test": Source("sentiment/goemotions3_test.tsv", GOEMOTIONS, "evaluate", "GoEmotions, test"),
    "meld-test": Source("sentiment/meld_test.tsv", GPL, "evaluate", "Utterances of a TV series"),
    "sxsw": Source("sentiment/crowd_sxsw_products.tsv", SENTIMENTR, "evaluate", "Tweets of an event's audience"),
    "vader-tweets": Source("sentiment/vader_tweets.tsv", VADER, "evaluate", "VADER: tweets"),
    "vader-nyt": Source("sentiment/vader_nyt.tsv", VADER, "evaluate", "VADER: newspaper snippets"),
    "vader-amazon": Source("sentiment/vader_amazon.tsv", VADER, "evaluate", "VADER: product review snippets"),
    "vader-movies": Source("sentiment/vader_movies.tsv", VADER, "evaluate", "VADER: film review snippets"),
    "offensive-test": Source("tweeteval_other/offensive_test.tsv", TWEETEVAL, "evaluate", "TweetEval offensive, test"),
    "insults": Source(
        "offense_other/kaggle_insults.tsv", "not stated by the copy's owner", "evaluate", "Kaggle insults in forum comments"
    ),
    "meetings": Source("question_vs_comment/mrda_test.tsv", GPL, "evaluate", "Meetings (MRDA)"),
    "chats": Source("question_vs_comment/nps_chat.tsv", "non-commercial, research", "evaluate", "Chat rooms (NPS)"),
}


def rows(name: str) -> Iterator[dict[str, str]]:
    yield from rows_of(SOURCES[name])


def rows_of(source: Source) -> Iterator[dict[str, str]]:
    """The rows of a source, by column. No quoting: one row a line, tabs between."""
    path = DATA / source.file
    try:
        stream = gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else open(path, encoding="utf-8", newline="")
    except FileNotFoundError:
        raise SystemExit(f"{path} is missing: name the folder that holds the data sets with ROOMTONE_DATA") from None
    with stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def texts(name: str) -> list[str]:
    return [row["text"] for row in rows(name)]
