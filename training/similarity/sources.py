"""Every set of pairs that a step reads: its file, its licence as stated, and what it may be used for.

As in training/sources.py, shipped weights train only on what is marked "gold". "compare" trains models that stand in a
table beside the shipped one and ship with nothing; "evaluate" and "develop" train nothing at all.
"""

from training.sources import Source

NON_COMMERCIAL = "Quora's terms: non-commercial"
STACK_EXCHANGE = "CC BY-SA (Stack Exchange)"
STSB = "CC BY-SA 4.0 by its organisers; each genre has terms of its own"
NONE_STATED = "none stated"

SOURCES: dict[str, Source] = {
    # Without the rows that Microsoft Research's corpora gave (MSRpar, MSRvid), which are for research alone.
    "stsb-open": Source("pairs/stsb_train.tsv", STSB, "gold", "STS benchmark, training part, without Microsoft's corpora"),
    "stsb-microsoft": Source(
        "pairs/stsb_train.tsv", "Microsoft Research: non-commercial", "compare", "STS benchmark, training part, Microsoft's corpora"
    ),
    "nli-train": Source(
        "pairs/nli_cad_train.tsv", "Apache-2.0; SNLI, which it rewrites, CC BY-SA 4.0", "gold", "Counterfactually augmented SNLI"
    ),
    # Both are parted by target.py: a part trains, a part develops, a part evaluates.
    "stackexchange": Source("pairs/stackexchange_duplicate_titles.tsv", STACK_EXCHANGE, "gold", "Duplicate questions, titles"),
    "sts-questions": Source("pairs/sts12_16_extra.tsv", STACK_EXCHANGE, "gold", "SemEval 2016, pairs of questions"),
    "quora-duplicates": Source("pairs/qqp_duplicates_only.tsv", NON_COMMERCIAL, "compare", "Quora, duplicate questions"),
    "stsb-dev": Source("pairs/stsb_dev.tsv", STSB, "develop", "STS benchmark, development part"),
    "stsb-test": Source("pairs/stsb_test.tsv", STSB, "evaluate", "STS benchmark, test part"),
    "quora-test": Source("pairs/qqp_labelled_10k.tsv", NON_COMMERCIAL, "evaluate", "Quora, 10,000 labelled pairs"),
    "medical-test": Source("pairs/medical_question_pairs.tsv", NONE_STATED, "evaluate", "Questions to doctors"),
    "tweets-test": Source("pairs/twitter_url_test.tsv", f"{NONE_STATED}; tweets", "evaluate", "Tweets on one link"),
    "sick-test": Source("pairs/sick_test.tsv", "CC BY-NC-SA 3.0", "evaluate", "SICK, test part"),
    "mrpc-test": Source("pairs/mrpc_test.tsv", "Microsoft Research: non-commercial", "evaluate", "MRPC, test part"),
    # Only to keep their sentences out of training.
    "snli-test": Source("pairs/snli_test.tsv", "CC BY-SA 4.0", "evaluate", "SNLI, test part"),
    "nli-dev": Source("pairs/nli_cad_dev.tsv", "Apache-2.0; SNLI CC BY-SA 4.0", "evaluate", "Augmented SNLI, development part"),
    "nli-test": Source("pairs/nli_cad_test.tsv", "Apache-2.0; SNLI CC BY-SA 4.0", "evaluate", "Augmented SNLI, test part"),
}
