"""One stage in Python: the same as runner.ts, by ONNX Runtime or by PyTorch.

    python runner.py onnx|torch TASK       TASK is the JSON of protocol.ts
    python runner.py weights SHAPE FILE    random weights of a BERT for PyTorch, into FILE
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

Label = Callable[[list[int]], object]
SHAPES = {
    "bert-base": {"num_hidden_layers": 12, "hidden_size": 768, "num_attention_heads": 12, "intermediate_size": 3072},
    "distilled": {"num_hidden_layers": 6, "hidden_size": 384, "num_attention_heads": 12, "intermediate_size": 1536},
}
PIECES = {"bert-base": 30_522, "distilled": 17_000}


def network(shape: str):
    from transformers import BertConfig, BertForSequenceClassification

    return BertForSequenceClassification(BertConfig(vocab_size=PIECES[shape], num_labels=3, **SHAPES[shape])).eval()


def by_torch(file: str) -> Label:
    import torch

    torch.set_num_threads(1)
    model = network(Path(file).stem)
    model.load_state_dict(torch.load(file))

    def label(ids: list[int]) -> object:
        with torch.inference_mode():
            return model(torch.tensor([ids])).logits

    return label


def by_onnx(file: str) -> Label:
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(file, options)
    names = [each.name for each in session.get_inputs()]

    def label(ids: list[int]) -> object:
        given = np.array([ids], dtype=np.int64)
        fill = {"input_ids": given, "attention_mask": np.ones_like(given), "token_type_ids": np.zeros_like(given)}
        return session.run(None, {name: fill[name] for name in names})

    return label


def run(load: Callable[[str], Label], task: dict) -> None:
    from tokenizers import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(task["vocabulary"], lowercase=True)
    messages = Path(task["texts"]).read_text().rstrip("\n").split("\n")
    labels = [load(file) for file in task["networks"]]

    def label(message: str) -> float:
        started = time.perf_counter()
        ids = tokenizer.encode(message).ids[:128]
        for each in labels:
            each(ids)
        return 1000 * (time.perf_counter() - started)

    label(messages[0])
    print("ready", flush=True)
    calls: list[float] = []
    started = time.perf_counter()
    while 1000 * (time.perf_counter() - started) < task["atLeastMs"]:
        calls.append(label(messages[len(calls) % len(messages)]))
    print(json.dumps({"callsMs": calls, "rssMb": rss_mb()}))


def rss_mb() -> float:
    """Of now, as runner.ts tells it, and not the most there ever was."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "weights":
        import torch

        torch.save(network(rest[0]).state_dict(), rest[1])
    else:
        run(by_torch if what == "torch" else by_onnx, json.loads(rest[0]))
