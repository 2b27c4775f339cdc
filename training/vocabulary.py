"""Cut BERT's 30,522 pieces down to those that audiences write: half of a small model is its embeddings.

`python -m training.vocabulary` leaves WORK/vocabulary/{tokenizer.json, vocab.txt, keep.npy}. Students are trained on the
cut vocabulary: cutting after training changes 5 labels in 100, before it none.
"""

import json
from collections import Counter

import numpy as np

from training.corpus import corpus
from training.drills import drills
from training.encoder import encode, tokenizer
from training.places import WORK
from training.prepare import EMOJI, prepare
from training.weights import WEIGHTS

PIECES = 17_000
FOLDER = WORK / "vocabulary"
# Letters and signs of Latin scripts stay, so that no word of theirs becomes unknown.
LAST_LATIN = 0x24F


def counts() -> Counter[int]:
    """How often each piece occurs in what students learn from; never in what evaluates them."""
    made = tokenizer(WEIGHTS / "minilm6", 128)
    texts = [each.text for each in corpus()] + [prepare(drill.text) for drill in drills(10_000, seed=3)]
    counted: Counter[int] = Counter()
    for ids in encode(made, texts):
        counted.update(ids)
    for ids in encode(made, list(EMOJI.values())):
        counted.update(dict.fromkeys(ids, len(texts)))
    return counted


def cut() -> None:
    spec = json.loads((WEIGHTS / "minilm6/tokenizer.json").read_text(encoding="utf-8"))
    ids: dict[str, int] = spec["model"]["vocab"]
    special = {token["content"] for token in spec["added_tokens"]}
    counted = counts()
    always = {piece for piece in ids if piece in special or _is_latin_letter(piece)}
    rest = sorted((piece for piece in ids if piece not in always), key=lambda piece: (-counted[ids[piece]], ids[piece]))
    kept = sorted(always | set(rest[: PIECES - len(always)]), key=ids.__getitem__)
    new = {piece: at for at, piece in enumerate(kept)}
    spec["model"]["vocab"] = new
    for token in spec["added_tokens"]:
        token["id"] = new[token["content"]]
    spec["post_processor"] = _template(new)
    spec["padding"] = None
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "tokenizer.json").write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    (FOLDER / "vocab.txt").write_text("".join(f"{piece}\n" for piece in kept), encoding="utf-8")
    np.save(FOLDER / "keep.npy", np.array([ids[piece] for piece in kept]))
    covered = sum(counted[ids[piece]] for piece in kept) / counted.total()
    print(f"{len(kept)} of {len(ids)} pieces, {covered:.4%} of the tokens; the rarest occurs {counted[ids[rest[PIECES - len(always)]]]} times")


def _is_latin_letter(piece: str) -> bool:
    sign = piece.removeprefix("##")
    return len(sign) == 1 and ord(sign) <= LAST_LATIN


def _template(ids: dict[str, int]) -> dict:
    """[CLS] text [SEP], as tokenizers writes it."""
    return {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
        + [{"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
        "pair": [],
        "special_tokens": {
            token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token in ("[CLS]", "[SEP]")
        },
    }


if __name__ == "__main__":
    cut()
