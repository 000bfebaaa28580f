"""Export the network to ONNX, its weights as 8-bit integers: one file, one pass for all heads."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from torch import Tensor, nn

from training.network import Network
from training.quantization import quantize


class Table(nn.Module):
    """An embedding whose rows are 8-bit integers, each with its own scale."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        weight = embedding.weight.detach()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("rows", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        rows: Tensor = self.rows[ids].to(torch.float32) * self.scale[ids]
        return rows


class Reader(nn.Module):
    """The network as it is run: the best label of each pair of words, not the scores of all."""

    OUTPUTS = ("tags", "pos", "starts", "names", "quotes", "arcs", "deps")

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, cases: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        scores = self.network(ids, cases, words)
        pairs = self.network.labels(scores.label_dependent, scores.label_head)
        return (
            scores.tags.argmax(-1),
            scores.pos.argmax(-1),
            scores.starts,
            scores.names,
            scores.quotes,
            scores.arcs,
            pairs.argmax(2),
        )


def export(network: Network, *, quantized: bool = True) -> bytes:
    """The network as an ONNX model, with inputs `ids`, `cases`, `words` and Reader's outputs."""
    if quantized:
        table = Table(network.embeddings.word_embeddings)
        network.embeddings.word_embeddings = table  # type: ignore[assignment]
    reader = Reader(network).eval()
    ids = torch.randint(1000, 2000, (2, 12))
    words = torch.tensor([[1, 2, 3, 5, 7], [1, 2, 4, 0, 0]])
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(folder, "whole.onnx")
        torch.onnx.export(
            reader,
            (ids, torch.zeros_like(ids), words),
            str(whole),
            input_names=["ids", "cases", "words"],
            output_names=list(Reader.OUTPUTS),
            dynamic_axes={
                "ids": {0: "batch", 1: "pieces"},
                "cases": {0: "batch", 1: "pieces"},
                "words": {0: "batch", 1: "count"},
            },
            dynamo=False,
        )
        model = onnx.load(whole)
    return (quantize(model) if quantized else model).SerializeToString()
