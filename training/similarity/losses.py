"""What a pair of vectors should be like. Each loss takes the vectors of the first and of the second texts, row by row."""

import torch
from torch import nn
from torch.nn import functional

# Cosines lie within -1 and 1, too near for a softmax.
CONTRAST = 20.0


def cosines(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    return functional.cosine_similarity(first, second)


def regression(first: torch.Tensor, second: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
    """The cosine is the score (the paper's, Reimers and Gurevych 2019)."""
    return functional.mse_loss(cosines(first, second), scores)


def order(first: torch.Tensor, second: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
    """A pair with a higher score has the higher cosine, however high (CoSENT): what Spearman's measure asks for."""
    cosine = CONTRAST * cosines(first, second)
    wrong = cosine[:, None] - cosine[None, :]
    asked = (scores[:, None] < scores[None, :]).to(wrong.dtype)
    pairs = wrong - (1 - asked) * 1e4
    return torch.logsumexp(torch.cat([pairs.flatten(), pairs.new_zeros(1)]), 0)


def inference(head: nn.Module, first: torch.Tensor, second: torch.Tensor, degrees: torch.Tensor) -> torch.Tensor:
    """Contradiction, neutral or entailment, from both vectors and their distance (the paper's first stage)."""
    return functional.cross_entropy(head(torch.cat([first, second, (first - second).abs()], 1)), degrees)


def ranking(
    first: torch.Tensor, second: torch.Tensor, same: torch.Tensor, wrong: torch.Tensor | None = None
) -> torch.Tensor:
    """Each first's own second is nearer than all others of the batch, and than hard negatives (Henderson et al. 2017).

    `same` [rows, rows]: rows that are about one text, which must not be told apart.
    """
    others = second if wrong is None else torch.cat([second, wrong])
    cosine = CONTRAST * functional.normalize(first) @ functional.normalize(others).T
    own = torch.eye(len(first), dtype=torch.bool, device=first.device)
    hidden = functional.pad(same.to(first.device) & ~own, (0, len(others) - len(second)))
    return functional.cross_entropy(cosine.masked_fill(hidden, -1e4), torch.arange(len(first), device=first.device))


def imitation(vectors: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Texts of a batch are as near to each other as the teacher has them: its space may have any width and any turn."""
    own, its = (functional.normalize(each) @ functional.normalize(each).T for each in (vectors, teacher.to(vectors.dtype)))
    apart = ~torch.eye(len(own), dtype=torch.bool, device=own.device)
    return (own - its)[apart].square().mean()
