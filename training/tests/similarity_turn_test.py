"""A turn puts what tells most first and changes no cosine; in the graph it stays exact, in int8 as well."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto

from training.encoder import padded
from training.similarity import graph
from training.similarity.measures import cosines
from training.similarity.network import Sentences
from training.similarity.turn import turn_of
from training.tests.tiny_model import MAX_TOKENS, PIECES, tiny_encoder

DRAWN = np.random.default_rng(4)
ROWS = [DRAWN.integers(0, len(PIECES), size=length).tolist() for length in (1, 2, 5, 9, MAX_TOKENS)]
# Of unequal spread, and not in its order; with a row that points nowhere.
CLOUD = np.concatenate([DRAWN.normal(size=(200, 16)) * DRAWN.permutation(np.arange(1, 17)), np.zeros((1, 16))]).astype(np.float32)


def test_a_turn_changes_no_cosine():
    turn = turn_of(CLOUD)
    assert np.abs(turn.T @ turn - np.eye(16)).max() < 1e-5
    one, other = CLOUD[:100], CLOUD[100:200]
    assert np.abs(cosines(one @ turn, other @ turn) - cosines(one, other)).max() < 1e-5


def test_the_first_numbers_tell_most():
    squares = ((CLOUD @ turn_of(CLOUD)) ** 2).sum(0)
    unit = CLOUD[:200] / np.linalg.norm(CLOUD[:200], axis=1, keepdims=True)
    shares = ((unit @ turn_of(CLOUD)) ** 2).mean(0)
    assert (np.diff(shares) <= 1e-6).all() and squares[:4].sum() > 1.5 * (CLOUD[:, :4] ** 2).sum()


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """Of one model, without a turn and with one."""
    torch.manual_seed(2)
    model, turn = Sentences(tiny_encoder().body).eval(), turn_of(CLOUD)
    folders = {name: tmp_path_factory.mktemp(name) for name in ("plain", "turned")}
    graph.write(model, folders["plain"], MAX_TOKENS)
    graph.write(model, folders["turned"], MAX_TOKENS, turn)
    return folders, turn


@pytest.mark.parametrize("name", ["fp32", "int8"])
def test_the_graph_turns_what_it_pooled(networks, name):
    folders, turn = networks
    plain, turned = (_vectors(folders[each] / f"{name}.onnx") for each in ("plain", "turned"))
    assert np.abs(turned - plain @ turn).max() < 2e-3 * np.abs(plain).max()
    assert np.abs(cosines(turned[:-1], turned[1:]) - cosines(plain[:-1], plain[1:])).max() < 1e-3


def test_no_turn_is_made_of_bytes(networks):
    kept = {each.name: each.data_type for each in onnx.load(networks[0]["turned"] / "int8.onnx").graph.initializer}
    assert kept["turn"] == TensorProto.FLOAT16


def _vectors(file) -> np.ndarray:
    ids, mask = padded(ROWS, 0)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    return session.run([graph.OUTPUT], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
