"""The training step of the embedder `standard` in PyTorch on the CPU, for comparison.

    python pytorch_step.py [batch] [--threads 2] [--seconds 20] [--forward] [--aligner]

Needs PyTorch; prints the milliseconds of a step by the clock and by processor time, as medians. The same network as `nin` with the preset
`standard` (112 x 112 x 3, 36.18 M multiply-adds), margin loss over all pairs, momentum 0.9 with
weight decay 1e-4, channels last. With `--aligner`, the warp of `warp-aligner` with the preset
`standard` (4.62 M) before it: a similarity, by affine_grid and grid_sample.
"""

import argparse
import json
import time
from statistics import median

import torch
from torch import nn
from torch.nn import functional

# kernel, filters, stride, pointwise, pool
BLOCKS = [
    (5, 16, 2, 16, True),
    (3, 32, 1, 32, True),
    (3, 64, 1, 64, False),
    (3, 96, 1, 96, True),
    (3, 192, 1, 128, False),
]


def network() -> nn.Sequential:
    layers: list[nn.Module] = []
    channels = 3
    for kernel, filters, stride, pointwise, pool in BLOCKS:
        layers += [nn.Conv2d(channels, filters, kernel, stride, kernel // 2), nn.ReLU()]
        layers += [nn.Conv2d(filters, pointwise, 1), nn.ReLU()]
        if pool:
            layers.append(nn.MaxPool2d(2))
        channels = pointwise
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * 49, 128))


class Aligner(nn.Module):
    """Warps images by similarities that a localisation network reads off their 56 x 56 means."""

    def __init__(self) -> None:
        super().__init__()
        self.localisation = nn.Sequential(
            nn.AvgPool2d(2),
            nn.Conv2d(3, 16, 5, 2, 2), nn.ELU(),
            nn.Conv2d(16, 16, 1), nn.ELU(),
            nn.Conv2d(16, 16, 3, 1, 1), nn.ELU(),
            nn.Conv2d(16, 24, 1), nn.ELU(),
            nn.MaxPool2d(2),
            nn.Conv2d(24, 24, 3, 1, 1), nn.ELU(),
            nn.Conv2d(24, 24, 1), nn.ELU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(24 * 49, 32), nn.ReLU(),
        )
        self.parameters_of_warp = nn.Linear(32, 4)
        nn.init.zeros_(self.parameters_of_warp.weight)
        with torch.no_grad():
            self.parameters_of_warp.bias.copy_(torch.tensor([1.0, 0, 0, 0]))
        # Scale, rotation and shifts as matrices: all are linear.
        rows = [[1, 0, 0, 0, 1, 0], [0, -1, 0, 1, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 1]]
        self.register_buffer("rows", torch.tensor(rows, dtype=torch.float32))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        parameters = self.parameters_of_warp(self.localisation(images))
        matrices = (parameters @ self.rows).view(-1, 2, 3)
        grid = functional.affine_grid(matrices, list(images.shape), align_corners=False)
        return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)


def margin_loss(x: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    squares = (x * x).sum(1)
    distances = (squares[:, None] + squares[None, :] - 2 * x @ x.T).clamp(min=0)
    sign = same * 2 - 1
    hinges = torch.relu(1 - sign * (2 - distances))
    k = x.shape[0]
    return (hinges * (1 - torch.eye(k))).sum() / (k * (k - 1))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("batch", type=int, nargs="?", default=256)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--forward", action="store_true")
    parser.add_argument("--aligner", action="store_true")
    flags = parser.parse_args()
    torch.set_num_threads(flags.threads)
    torch.manual_seed(1)
    embedder = network()
    net = nn.Sequential(Aligner(), embedder) if flags.aligner else embedder
    net = net.to(memory_format=torch.channels_last)
    images = torch.rand(flags.batch, 3, 112, 112).to(memory_format=torch.channels_last)
    identities = torch.arange(flags.batch) // 4
    same = (identities[:, None] == identities[None, :]).float()
    optimiser = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)

    def train() -> None:
        optimiser.zero_grad(set_to_none=True)
        loss = margin_loss(net(images), same)
        loss.backward()
        optimiser.step()
        loss.item()

    def forward() -> None:
        with torch.no_grad():
            net(images)

    run = forward if flags.forward else train
    for _ in range(2):
        run()
    times, processor = [], []
    end = time.perf_counter() + flags.seconds
    while time.perf_counter() < end or len(times) < 3:
        start, start_processor = time.perf_counter(), time.process_time()
        run()
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - start_processor)
    print(json.dumps({"clock": 1000 * median(times), "processor": 1000 * median(processor)}))


if __name__ == "__main__":
    main()
