"""The training step and the forward pass of one network in PyTorch, at the beck of another program.

    python pytorch_step_gpu.py '{"aligner": false, "layers": [["convolution", 16, 5, 2], ...],
                                 "image": [112, 112, 3], "batch": 256}'

Prints what it runs on as a line of JSON. Then, for each line of JSON that it reads, such as
{"task": "train", "tf32": true, "resident": false, "steps": 10}, it runs so many steps and prints how
long they took. On CUDA where there is such a card, else on the processor. The network is the one of the
asking program, layer by layer; loss, optimiser and aligner are those of pytorch_step.py beside this
file. Channels last; with `resident`, the images lie on the card already, else each step uploads them,
and a forward pass brings the embeddings back.
"""

import json
import sys
import time

import torch
from pytorch_step import Aligner, margin_loss
from torch import nn


def embedder(layers: list, image: list[int]) -> nn.Sequential:
    height, width, channels = image
    made: list[nn.Module] = []
    for kind, *numbers in layers:
        if kind == "convolution":
            filters, kernel, stride = numbers
            made.append(nn.Conv2d(channels, filters, kernel, stride, kernel // 2))
            made.append(nn.ReLU())
            channels = filters
            height, width = -(-height // stride), -(-width // stride)
        elif kind == "pool":
            made.append(nn.MaxPool2d(2))
            height, width = height // 2, width // 2
        elif kind == "dense":
            made += [nn.Flatten(), nn.Linear(channels * height * width, numbers[0])]
        else:
            raise ValueError(f"no layer is called {kind}")
    return nn.Sequential(*made)


def main() -> None:
    asked = json.loads(sys.argv[1])
    on_card = torch.cuda.is_available()
    device = torch.device("cuda" if on_card else "cpu")
    torch.set_default_device(device)
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(1)
    height, width, channels = asked["image"]
    batch = asked["batch"]
    layers = [embedder(asked["layers"], asked["image"])]
    if asked["aligner"]:
        layers.insert(0, Aligner())
    net = nn.Sequential(*layers).to(memory_format=torch.channels_last)
    # Uploaded as they come: from memory that is not pinned, as ours are.
    images = torch.rand(batch, channels, height, width, device="cpu")
    images = images.to(memory_format=torch.channels_last)
    resident = images.to(device)
    identities = torch.arange(batch) // 4
    same = (identities[:, None] == identities[None, :]).float()
    optimiser = torch.optim.SGD(net.parameters(), lr=1e-5, momentum=0.9, weight_decay=1e-4)

    def train(given: torch.Tensor) -> None:
        optimiser.zero_grad(set_to_none=True)
        loss = margin_loss(net(given.to(device)), same)
        loss.backward()
        optimiser.step()
        loss.item()

    def forward(given: torch.Tensor) -> None:
        with torch.no_grad():
            net(given.to(device)).cpu()

    tasks = {"train": train, "forward": forward}
    facts = {
        "version": torch.__version__,
        "device": torch.cuda.get_device_name() if on_card else "the processor",
        "cuda": str(torch.version.cuda),
        "cudnn": str(torch.backends.cudnn.version()),
        "parameters": sum(p.numel() for p in net.parameters()),
    }
    print(json.dumps(facts), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        torch.backends.cuda.matmul.allow_tf32 = order["tf32"]
        torch.backends.cudnn.allow_tf32 = order["tf32"]
        task = tasks[order["task"]]
        given = resident if order["resident"] else images
        start = time.perf_counter()
        for _ in range(order["steps"]):
            task(given)
        if on_card:
            torch.cuda.synchronize()
        print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)


if __name__ == "__main__":
    main()
