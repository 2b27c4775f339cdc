"""Read a model folder as the product does: model.json, model.onnx and vocab.txt, in Python's ONNX Runtime."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing

from training.prepare import prepare
from training.tasks import SENTIMENT

# Tokens in one run, padding counted, as functions/model/classifier.ts has it: activations are quantised with one scale
# a run, so other runs give slightly other logits.
TOKENS_PER_RUN = 128
# Each text in a run of its own: what a text is answered then does not hang on its neighbours. Figures are made so.
ALONE = 0


class OnnxModel:
    """OnnxModel(Path("models/sentiment")).labels(["Great talk!"]) -> [2]"""

    # Of the network, by its name.
    output = "logits"

    def __init__(self, folder: Path, tokens_per_run: int = TOKENS_PER_RUN):
        self.tokens_per_run = tokens_per_run
        for name in ("model.json", "model.onnx", "vocab.txt"):
            if not (folder / name).is_file():
                raise SystemExit(f"{folder} is no model folder: {name} is missing; compare it with models/sentiment")
        self.card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        self.tokenizer = tokenizer(folder / "vocab.txt", self.card["maxTokens"])
        self.session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        """Raw texts -> float32 [texts, columns], in their order."""
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch([prepare(text) for text in texts])]
        runs = runs_of([len(row) for row in rows], self.tokens_per_run)
        answers = [self._run([rows[at] for at in members]) for members in runs]
        if not answers:
            return np.zeros((0, len(SENTIMENT)), np.float32)
        logits = np.concatenate(answers)
        ordered = np.empty_like(logits)
        ordered[[at for members in runs for at in members]] = logits
        return ordered

    def labels(self, texts: Sequence[str]) -> list[int]:
        return self.logits(texts)[:, : len(SENTIMENT)].argmax(1).tolist()

    def _run(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        return self.session.run([self.output], {"input_ids": ids, "attention_mask": mask})[0]


def tokenizer(vocabulary: Path, max_tokens: int) -> Tokenizer:
    """Uncased BERT's, with the pieces of vocab.txt. "[SEP]" in a text is three, as in functions/model/wordpiece.ts."""
    ids = {piece: at for at, piece in enumerate(vocabulary.read_text(encoding="utf-8").removesuffix("\n").split("\n"))}
    made = Tokenizer(WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = BertProcessing(("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"]))
    made.enable_truncation(max_tokens)
    return made


def runs_of(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Rows of like length, at most `budget` tokens a run: lengths [9, 3, 8, 3], budget 16 -> [[1, 3], [2], [0]]"""
    runs: list[list[int]] = []
    for at in sorted(range(len(lengths)), key=lengths.__getitem__):
        if runs and (len(runs[-1]) + 1) * lengths[at] <= budget:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs
