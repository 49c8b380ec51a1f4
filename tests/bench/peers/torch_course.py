# The course's run in PyTorch, from weights and in an order of batches that come from elsewhere; prints
# {"loss", "valLoss", "valAccuracy"} of the last epoch.  Called by ../course.js:
#   torch_course.py '{"weights": FILE, "order": FILE, "train": FILE, "test": FILE, "dropout": [0.25, 0.5], …}'
# weights: safetensors in Keras's layout; order: uint32, one epoch after another; train and test: 784 bytes an image, then a byte a label.
import json
import sys

import numpy
import torch
from torch import nn

options = json.loads(sys.argv[1])
torch.set_num_threads(options["threads"])
torch.manual_seed(1)
batch = options["batch"]


def digits(file):
    values = torch.from_numpy(numpy.fromfile(file, dtype=numpy.uint8))
    count = len(values) // 785
    return values[:784 * count].reshape(count, 1, 28, 28), values[784 * count:].long()


def tensors(file):
    content = open(file, "rb").read()
    start = 8 + int.from_bytes(content[:8], "little")
    for name, about in json.loads(content[8:start]).items():
        if name != "__metadata__":
            first, end = about["data_offsets"]
            yield name, torch.frombuffer(bytearray(content[start + first:start + end]), dtype=torch.float32).reshape(about["shape"])


class AsKeras(nn.Module):  # flattens [H,W,C]
    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


given = dict(tensors(options["weights"]))
filters1, filters2, units = (len(given[f"{name}/bias"]) for name in ("conv2d", "conv2d_1", "dense"))
layers = {"conv2d": nn.Conv2d(1, filters1, 3), "conv2d_1": nn.Conv2d(filters1, filters2, 3),
          "dense": nn.Linear(filters2 * 144, units), "dense_1": nn.Linear(units, 10)}
for name, layer in layers.items():
    kernel = given[f"{name}/kernel"]
    with torch.no_grad():
        layer.weight.copy_(kernel.permute(3, 2, 0, 1) if kernel.dim() == 4 else kernel.T)
        layer.bias.copy_(given[f"{name}/bias"])
model = nn.Sequential(
    layers["conv2d"], nn.ReLU(), layers["conv2d_1"], nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(options["dropout"][0]),
    AsKeras(), layers["dense"], nn.ReLU(), nn.Dropout(options["dropout"][1]), layers["dense_1"])
entropy = nn.CrossEntropyLoss(reduction="sum")
optimizer = torch.optim.Adadelta(model.parameters(), lr=0.001, rho=0.95, eps=1e-7)

images, labels = digits(options["train"])
order = torch.from_numpy(numpy.fromfile(options["order"], dtype=numpy.uint32).astype(numpy.int64))
for epoch in order.split(len(labels)):
    total = 0
    for chosen in epoch.split(batch):
        optimizer.zero_grad()
        loss = entropy(model(images[chosen].float() / 255), labels[chosen])
        (loss / len(chosen)).backward()
        optimizer.step()
        total += loss.item()
    mean = total / len(epoch)

images, labels = digits(options["test"])
model.eval()
lost, correct = 0, 0
with torch.no_grad():
    for part, answers in zip(images.split(256), labels.split(256)):
        logits = model(part.float() / 255)
        lost += entropy(logits, answers).item()
        correct += (logits.argmax(1) == answers).sum().item()
print(json.dumps({"loss": mean, "valLoss": lost / len(labels), "valAccuracy": correct / len(labels)}))
