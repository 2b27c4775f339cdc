"""A narrower encoder from a pretrained one: of its hidden dimensions, head dimensions and inner units, those that count.

The TinyBERT shape (4 layers x 312) has no pretrained weights with a licence that is clean; this is where it starts from.
"""

from collections.abc import Iterable

import torch
from torch import nn
from transformers import BertConfig, BertModel

from training.shapes import Width


@torch.no_grad()
def narrowed(body: BertModel, width: Width) -> BertModel:
    """As many layers and heads; each dimension that is kept has the weights that it had."""
    config = BertConfig.from_dict(body.config.to_dict() | {"hidden_size": width.hidden, "intermediate_size": width.inner})
    config.num_hidden_layers, config.vocab_size = len(body.encoder.layer), len(body.embeddings.word_embeddings.weight)
    config._attn_implementation = body.config._attn_implementation
    made = BertModel(config, add_pooling_layer=False)
    kept = _strongest(sum(_read_of(layer) for layer in body.encoder.layer), width.hidden)
    for name in ("word_embeddings", "position_embeddings", "token_type_embeddings"):
        getattr(made.embeddings, name).weight.copy_(getattr(body.embeddings, name).weight[:, kept])
    _copy_norm(made.embeddings.LayerNorm, body.embeddings.LayerNorm, kept)
    for ours, theirs in zip(made.encoder.layer, body.encoder.layer):
        _copy_layer(ours, theirs, kept, body.config.num_attention_heads, width)
    return made


def _copy_layer(ours: nn.Module, theirs: nn.Module, kept: torch.Tensor, heads: int, width: Width) -> None:
    attention, source = ours.attention.self, theirs.attention.self
    matched = _of_each_head(_rows(source.query) * _rows(source.key), heads, width.hidden // heads)
    _copy(attention.query, source.query, matched, kept)
    _copy(attention.key, source.key, matched, kept)
    carried = _of_each_head(_rows(source.value) * _columns(theirs.attention.output.dense), heads, width.hidden // heads)
    _copy(attention.value, source.value, carried, kept)
    _copy(ours.attention.output.dense, theirs.attention.output.dense, kept, carried)
    inner = _strongest(_rows(theirs.intermediate.dense) * _columns(theirs.output.dense), width.inner)
    _copy(ours.intermediate.dense, theirs.intermediate.dense, inner, kept)
    _copy(ours.output.dense, theirs.output.dense, kept, inner)
    _copy_norm(ours.attention.output.LayerNorm, theirs.attention.output.LayerNorm, kept)
    _copy_norm(ours.output.LayerNorm, theirs.output.LayerNorm, kept)


def _read_of(layer: nn.Module) -> torch.Tensor:
    """How much a layer's products read of each hidden dimension: squared weights, [hidden]."""
    attention = layer.attention.self
    return sum(_columns(each) for each in (attention.query, attention.key, attention.value, layer.intermediate.dense))


def _strongest(strength: torch.Tensor, count: int) -> torch.Tensor:
    """Indices, ascending: [3, 1, 2], 2 -> [0, 2]"""
    return strength.topk(count).indices.sort().values


def _of_each_head(strength: torch.Tensor, heads: int, count: int) -> torch.Tensor:
    """The strongest `count` of every head: a head keeps what it attends to."""
    of_head = len(strength) // heads
    chosen: Iterable[torch.Tensor] = (
        head * of_head + _strongest(strength[head * of_head : (head + 1) * of_head], count) for head in range(heads)
    )
    return torch.cat(list(chosen))


def _rows(product: nn.Linear) -> torch.Tensor:
    return product.weight.square().sum(1)


def _columns(product: nn.Linear) -> torch.Tensor:
    return product.weight.square().sum(0)


def _copy(ours: nn.Linear, theirs: nn.Linear, rows: torch.Tensor, columns: torch.Tensor) -> None:
    ours.weight.copy_(theirs.weight[rows][:, columns])
    ours.bias.copy_(theirs.bias[rows])


def _copy_norm(ours: nn.LayerNorm, theirs: nn.LayerNorm, kept: torch.Tensor) -> None:
    ours.weight.copy_(theirs.weight[kept])
    ours.bias.copy_(theirs.bias[kept])
