"""Fine-tune the network on all tasks at once: `python -m training.fine_tune`.

Every batch mixes trees, names and news reports. Learning rates and the mixture follow the share of
the steps that are done, so that a shorter run is a complete one, and a busy machine only makes it
longer. A run that was interrupted goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from generator.language.windows import Vocabulary
from training.corpora import WORK
from training.examples import UNKNOWN, Batch, Mixture, labels, read, sources
from training.network import Labels, Network, Scores, pretrained, vocabulary

CHECKPOINT = WORK / "network.pt"
ENCODER_RATE, HEADS_RATE = 1.2e-4, 1e-3
WARM_UP = 0.03
"""Share of the steps in which the learning rates rise; from then on they fall to nothing."""
PIECES = 2048
HIDDEN, MASK = 0.025, 103
"""Share of word pieces that are hidden from the network, and the piece that stands for them."""
WEIGHTS = {"quotes": 0.7, "starts": 0.5, "pos": 0.5}
"""Weights of the tasks' losses, where not 1."""


def shares(done: float) -> dict[str, float]:
    """Each group's share of a batch: the news come last, as they are what will be read."""
    return {"trees": 0.48, "names": 0.4 - 0.2 * done, "news": 0.12 + 0.2 * done}


def rate(done: float) -> float:
    return min(done / WARM_UP, (1 - done) / (1 - WARM_UP))


def losses(network: Network, scores: Scores, gold: Batch) -> dict[str, Tensor]:
    """The mean loss of each task that the batch's words are annotated for."""
    found = {
        "tags": _cross_entropy(scores.tags, gold.tags),
        "pos": _cross_entropy(scores.pos, gold.pos),
        "starts": _binary(scores.starts, gold.starts),
        "arcs": _cross_entropy(_within_sentences(scores.arcs, gold), _columns(gold.heads)),
        "deps": _deps(network, scores, gold),
        "names": _any_of(scores.names, gold.names),
        "quotes": _cross_entropy(scores.quotes.unflatten(-1, (-1, 3)), gold.quotes),
    }
    return {task: loss for task, loss in found.items() if loss is not None}


def _cross_entropy(scores: Tensor, gold: Tensor) -> Tensor | None:
    known = gold >= 0
    return functional.cross_entropy(scores[known].float(), gold[known]) if known.any() else None


def _binary(scores: Tensor, gold: Tensor) -> Tensor | None:
    known = gold >= 0
    if not known.any():
        return None
    wanted = gold[known].float()
    return functional.binary_cross_entropy_with_logits(scores[known].float(), wanted)


def _columns(heads: Tensor) -> Tensor:
    """Heads as columns of the arcs' scores, where the root is the first."""
    own = heads == torch.arange(heads.shape[1], device=heads.device)
    return torch.where(own, 0, torch.where(heads >= 0, heads + 1, UNKNOWN))


def _within_sentences(arcs: Tensor, gold: Batch) -> Tensor:
    """Arcs out of the sentence score nothing, as when the tree is decoded."""
    within = gold.sentences.unsqueeze(1) == gold.sentences.unsqueeze(2)
    within = within & ~torch.eye(within.shape[1], dtype=torch.bool, device=within.device)
    within = functional.pad(within, (1, 0), value=True)
    return arcs.float().masked_fill(~within, -1e4)


def _deps(network: Network, scores: Scores, gold: Batch) -> Tensor | None:
    own = gold.heads == torch.arange(gold.heads.shape[1], device=gold.heads.device)
    known = (gold.heads >= 0) & (gold.deps >= 0) & ~own
    if not known.any():
        return None
    rows, _ = torch.nonzero(known, as_tuple=True)
    heads = scores.label_head[rows, gold.heads[known]]
    found = network.labels.chosen(scores.label_dependent[known], heads)
    return functional.cross_entropy(found.float(), gold.deps[known])


def _any_of(scores: Tensor, allowed: Tensor) -> Tensor | None:
    """The probability of all the tags that may be right, taken together."""
    known = allowed > 0
    if not known.any():
        return None
    bits = torch.arange(scores.shape[-1], device=allowed.device)
    right = (allowed[known].unsqueeze(1) >> bits) & 1 == 1
    chances = scores[known].float().log_softmax(-1)
    return -chances.masked_fill(~right, -1e4).logsumexp(-1).mean()


def _hidden(ids: Tensor) -> Tensor:
    """Some word pieces hidden, so that words are read off their neighbours too."""
    return torch.where(
        (ids > MASK) & (torch.rand(ids.shape, device=ids.device) < HIDDEN), MASK, ids
    )


class Run:
    """A fine-tuning that can be put down and taken up again."""

    def __init__(self, steps: int, seed: int, threads: int, path: Path = CHECKPOINT) -> None:
        torch.set_num_threads(threads)
        torch.manual_seed(seed)
        random.seed(seed)
        self.steps, self.seed, self.path = steps, seed, path
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.labels = labels([*read("ewt-train"), *read("gum-train")])
        self.network = pretrained(self.labels).to(self.device)
        encoder = self.network.encoder()
        inside = {id(p) for p in encoder}
        heads = [p for p in self.network.parameters() if id(p) not in inside]
        groups = [
            {"params": encoder, "lr": ENCODER_RATE, "peak": ENCODER_RATE},
            {"params": heads, "lr": HEADS_RATE, "peak": HEADS_RATE},
        ]
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.done, self.spent = 0, 0.0
        if path.exists():
            self._take_up()
        self.mixture = Mixture(
            sources(self.labels), Vocabulary(vocabulary()), PIECES, seed + self.done
        )

    def _take_up(self) -> None:
        state: dict[str, Any] = torch.load(self.path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.done, self.spent = state["done"], state["spent"]

    def put_down(self) -> None:
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "labels": {k: list(v) for k, v in asdict(self.labels).items()},
            "done": self.done,
            "spent": self.spent,
        }
        torch.save(state, self.path.with_suffix(".part"))
        self.path.with_suffix(".part").replace(self.path)

    def train(self, every: float = 300) -> None:
        """Do the steps that are left; report, and keep a checkpoint, every so many seconds."""
        self.network.train()
        sums: dict[str, list[float]] = defaultdict(list)
        words, last, reported = 0, time.monotonic(), self.spent
        while self.done < self.steps:
            for batch in self.mixture.batches(shares(self.done / self.steps)):
                for task, loss in self._step(batch.to(self.device)).items():
                    sums[task].append(loss)
                words += int((batch.words > 0).sum())
                now = time.monotonic()
                self.spent, last = self.spent + now - last, now
                self.done += 1
                if self.done == self.steps:
                    break
                if self.spent - reported > every:
                    self._report(sums, words / (self.spent - reported))
                    self.put_down()
                    sums.clear()
                    words, reported = 0, self.spent
        self._report(sums, words / max(self.spent - reported, 1e-9))
        self.put_down()

    def _step(self, batch: Batch) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * max(0.0, rate(self.done / self.steps))
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            scores = self.network(_hidden(batch.ids), batch.cases, batch.words)
            found = losses(self.network, scores, batch)
        total = torch.stack([WEIGHTS.get(task, 1.0) * x for task, x in found.items()]).sum()
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return {task: loss.item() for task, loss in found.items()}

    def _report(self, sums: dict[str, list[float]], speed: float) -> None:
        means = " ".join(f"{task} {sum(x) / len(x):.3f}" for task, x in sums.items() if x)
        print(
            f"{self.spent / 60:5.1f} min, step {self.done}, {speed:.0f} words/s: {means}",
            flush=True,
        )


def trained(path: Path = CHECKPOINT) -> tuple[Network, Labels]:
    """The network of a checkpoint, and its labels."""
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    known = Labels(**{k: tuple(v) for k, v in state["labels"].items()})
    network = Network(known)
    network.load_state_dict(state["network"])
    return network.eval(), known


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=4800)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--every", type=float, default=300, help="seconds between checkpoints")
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    options = parser.parse_args()
    run = Run(options.steps, options.seed, options.threads, options.checkpoint)
    run.train(options.every)


if __name__ == "__main__":
    main()
