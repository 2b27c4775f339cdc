"""A narrower encoder: what is cut off is what counted least."""

import torch

from training.narrow import narrowed
from training.shapes import Width
from training.tests.tiny_model import tiny_encoder

IDS = torch.tensor([[2, 7, 9, 4, 3], [2, 5, 3, 0, 0]])
MASK = (IDS != 0).long()


def _answer(body) -> torch.Tensor:
    with torch.inference_mode():
        return body.eval()(input_ids=IDS, attention_mask=MASK).last_hidden_state


def test_cut_to_its_own_width_it_answers_as_before():
    body = tiny_encoder().body
    assert torch.allclose(_answer(narrowed(body, Width(hidden=16, inner=32))), _answer(body), atol=1e-6)


def test_units_that_say_nothing_are_the_first_to_go():
    body = tiny_encoder().body
    silent = [3, 8, 30]
    with torch.no_grad():
        for layer in body.encoder.layer:
            layer.output.dense.weight[:, silent] = 0
    assert torch.allclose(_answer(narrowed(body, Width(hidden=16, inner=29))), _answer(body), atol=1e-6)


def test_a_head_keeps_the_dimensions_it_matches_by():
    """Dimensions without a query or a value add nothing to a score or an output."""
    body = tiny_encoder().body
    silent = [1, 5, 9, 14]
    with torch.no_grad():
        for layer in body.encoder.layer:
            attention = layer.attention.self
            for part in (attention.query, attention.value):
                part.weight[silent] = 0
                part.bias[silent] = 0
    narrow = narrowed(body, Width(hidden=12, inner=32))
    kept = narrow.encoder.layer[0].attention.self.value.weight
    assert kept.shape == (12, 12) and (kept.abs().sum(1) > 0).all()


def test_it_has_the_shape_that_was_asked_for():
    narrow = narrowed(tiny_encoder().body, Width(hidden=8, inner=20))
    assert _answer(narrow).shape == (2, 5, 8)
    assert narrow.encoder.layer[1].intermediate.dense.weight.shape == (20, 8)
    assert narrow.embeddings.word_embeddings.weight.shape[1] == 8
