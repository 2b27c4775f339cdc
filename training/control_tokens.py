"""The other way to several tasks in one pass: WhippedUp's control tokens. One reserved token a task is appended to the
text, and the task reads the encoder's output at its token.

`python -m training.control_tokens SHAPE [--limit TEXTS]` trains a student so, on the same lessons as `training.student`
trains heads on the shared mean, and prints the quality and the speed of both; control_tokens.json keeps them for the report.
"""

import argparse
import json
import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from training import student
from training.encoder import DEVICE, Encoder, encode, predict, tokenizer
from training.metrics import quality
from training.places import TRAINING, WORK
from training.sets import KIND, MOOD, OFFENCE, SETS, Task
from training.shapes import SHAPES, Shape
from training.tasks import COLUMNS
from training.vocabulary import FOLDER as VOCABULARY

RESULTS = TRAINING / "control_tokens.json"
TASKS = (MOOD, OFFENCE, KIND)
DEVELOPMENT = {MOOD: "tweeteval-val", OFFENCE: "offensive-val", KIND: "questions-dev"}


class Controlled(Encoder):
    """An encoder whose embeddings have one more row for each task. Each task reads the columns of its own token."""

    def pooled(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """[batch, length] -> [batch, tasks, width]: the hidden states at the control tokens."""
        text_lengths = mask.sum(1)
        vocabulary = self.body.embeddings.word_embeddings.num_embeddings
        ids, mask = nn.functional.pad(ids, (0, len(TASKS))), nn.functional.pad(mask, (0, len(TASKS)))
        rows = torch.arange(len(ids), device=ids.device)
        for at in range(len(TASKS)):
            ids[rows, text_lengths + at] = vocabulary - len(TASKS) + at
            mask[rows, text_lengths + at] = 1
        hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        return torch.stack([hidden[rows, text_lengths + at] for at in range(len(TASKS))], 1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        read = self.dropout(self.pooled(ids, mask))
        columns = [self.head(read[:, at])[:, task.columns] for at, task in enumerate(TASKS)]
        return torch.cat(columns, 1)


def make(shape: Shape) -> Controlled:
    model = student.make(shape)
    words = model.body.embeddings.word_embeddings.weight.detach()
    # A control token starts as what closes a text, which every text has seen.
    rows = words[[3] * len(TASKS)] + 0.02 * torch.randn(len(TASKS), words.shape[1])
    model.body.embeddings.word_embeddings = nn.Embedding.from_pretrained(torch.cat([words, rows]), freeze=False, padding_idx=0)
    model.__class__ = Controlled
    return model


def compare(shape: str, limit: int | None) -> dict:
    name = shape if limit is None else f"{shape}-{limit}"
    models = {"heads": student.make(SHAPES[shape]), "control tokens": make(SHAPES[shape])}
    places = {"heads": WORK / "students" / name, "control tokens": WORK / "students" / f"{name}-control"}
    for way, model in models.items():
        model.load_state_dict(torch.load(places[way] / "model.pt", map_location="cpu"))
        model.to(DEVICE)
    made = tokenizer(VOCABULARY, student.MAX_TOKENS)
    quality_of = {way: {task.name: _macro_f1(model, made, task) for task in TASKS} for way, model in models.items()}
    speeds = _speeds(models, encode(made, SETS["tweeteval-val"].read().texts))
    return {"shape": shape, "texts": limit, "macroF1": quality_of, "textsPerSecond": speeds}


def _macro_f1(model: Encoder, made, task: Task) -> float:
    labelled = SETS[DEVELOPMENT[task]].read()
    logits = predict(model, encode(made, labelled.texts))[:, task.columns]
    answered = logits.argmax(1) if len(task.classes) > 2 else (logits[:, 0] > 0).astype(int)
    return round(quality(labelled.gold, answered, len(task.classes)).macro_f1, 4)


def _speeds(models: dict[str, Encoder], rows: Sequence[Sequence[int]], rounds: int = 5) -> dict[str, float]:
    """Medians over rounds that take turns, so that a busy moment meets both."""
    taken: dict[str, list[float]] = {way: [] for way in models}
    for _ in range(rounds):
        for way, model in models.items():
            started = time.perf_counter()
            predict(model, rows, batch=8)
            taken[way].append(len(rows) / (time.perf_counter() - started))
    return {way: round(float(np.median(paces)), 1) for way, paces in taken.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("--limit", type=int, help="a random part of the texts, as the heads were trained with")
    given = parser.parse_args()
    assert COLUMNS[: len(MOOD.classes)] == MOOD.classes
    suffix = given.shape if given.limit is None else f"{given.shape}-{given.limit}"
    place = WORK / "students" / f"{suffix}-control"
    place.mkdir(parents=True, exist_ok=True)
    student.train(given.shape, place, given.limit, make)
    found = compare(given.shape, given.limit)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found))
