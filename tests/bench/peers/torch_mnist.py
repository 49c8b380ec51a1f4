# The course's network in PyTorch on the CPU; prints one {"count", "ms"} a line until it is ended.
#   torch_mnist.py '{"task": "train", "width": 0.25, "batch": 128, "threads": 2}'
import json
import sys
import time

import torch
from torch import nn

options = json.loads(sys.argv[1])
torch.set_num_threads(options["threads"])
torch.manual_seed(1)
batch, width = options["batch"], options["width"]
filters1, filters2, units = (int(n * width) for n in (32, 64, 256))
model = nn.Sequential(
    nn.Conv2d(1, filters1, 3), nn.ReLU(), nn.Conv2d(filters1, filters2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
    nn.Flatten(), nn.Linear(filters2 * 144, units), nn.ReLU(), nn.Dropout(0.5), nn.Linear(units, 10))
images, labels = torch.rand(batch, 1, 28, 28), torch.arange(batch) % 10
loss = nn.CrossEntropyLoss()
optimizer = torch.optim.Adadelta(model.parameters(), lr=0.001, rho=0.95, eps=1e-7)


def train():
    optimizer.zero_grad()
    value = loss(model(images), labels)
    value.backward()
    optimizer.step()
    return value.item()


def infer():
    with torch.no_grad():
        return model(images).sum().item()


step, count = (train, 1) if options["task"] == "train" else (infer, batch)
model.train(options["task"] == "train")
while True:
    started = time.perf_counter()
    step()
    print(json.dumps({"count": count, "ms": 1000 * (time.perf_counter() - started)}), flush=True)
