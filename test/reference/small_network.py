"""Losses of a small network in PyTorch float64, for test/engine/small-network.test.ts.

    python test/reference/small_network.py > test/reference/small-network.json

20 steps of plain SGD on made-up images; step s sees images 5s, 5s + 1, …, 5s + 7 (modulo 20). The l1
and l2 of the spec's layers are added to what is minimised, and are not in the losses.
"""

import json

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
IMAGES, SIZE, CLASSES, BATCH, STEPS, LEARNING_RATE = 20, 9, 4, 8, 20, 0.1

layers = [
    {"conv2d": {"filters": 4, "kernelSize": 3, "padding": "same", "l2": 0.01}},
    "batchNorm",
    {"activation": "prelu"},
    {"maxPool2d": {"poolSize": 2}},
    {"conv2d": {"filters": 6, "kernelSize": 3, "stride": 2, "padding": 1, "useBias": False}},
    "layerNorm",
    {"activation": "gelu"},
    {"averagePool2d": {"poolSize": 2, "stride": 1, "padding": 1}},
    "flatten",
    {"dense": {"units": 7, "l1": 0.002}},
    "batchNorm",
    {"activation": {"leakyRelu": {"slope": 0.1}}},
    {"dense": {"units": CLASSES}},
]
model = nn.Sequential(
    nn.Conv2d(1, 4, 3, padding="same"),
    nn.BatchNorm2d(4),
    nn.PReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(4, 6, 3, stride=2, padding=1, bias=False),
    nn.LayerNorm([6, 2, 2]),
    nn.GELU(),
    nn.AvgPool2d(2, stride=1, padding=1),
    nn.Flatten(),
    nn.Linear(6 * 3 * 3, 7),
    nn.BatchNorm1d(7),
    nn.LeakyReLU(0.1),
    nn.Linear(7, CLASSES),
)
with torch.no_grad():  # float32 numbers, which the JSON holds exactly
    for parameter in model.parameters():
        parameter.copy_(parameter.float().double())
initial = [{"shape": list(p.shape), "values": p.flatten().tolist()} for p in model.parameters()]

pixels = torch.randint(0, 256, (IMAGES, 1, SIZE, SIZE))
labels = torch.randint(0, CLASSES, (IMAGES,))
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
losses = []
for step in range(STEPS):
    chosen = [(5 * step + i) % IMAGES for i in range(BATCH)]
    loss = nn.functional.cross_entropy(model(pixels[chosen] / 255), labels[chosen])
    penalty = 0.01 * (model[0].weight ** 2).sum() + 0.002 * model[9].weight.abs().sum()
    optimizer.zero_grad()
    (loss + penalty).backward()
    optimizer.step()
    losses.append(loss.item())
model.eval()
evaluated = nn.functional.cross_entropy(model(pixels / 255), labels).item()

fields = {
    "layers": layers,
    "size": SIZE,
    "batch": BATCH,
    "learningRate": LEARNING_RATE,
    "pixels": pixels.flatten().tolist(),
    "labels": labels.tolist(),
    "losses": losses,
    "evaluated": evaluated,
    "initial": initial,
}
print("{\n" + ",\n".join(f'"{k}":{json.dumps(v, separators=(",", ":"))}' for k, v in fields.items()) + "\n}")
