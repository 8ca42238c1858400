"""The study's relu variant as a PyTorch loop written by hand: all data in memory, one thread.

usage: in_memory_loop.py MNIST_RAW_DIR
Each line of standard input is a number of epochs to train next; each is answered by one line of
JSON: the seconds of each epoch (50,000 samples trained, 10,000 validated) and the last accuracy.
"""
import json, sys, time
import numpy as np, torch
from torch.nn import functional as F

BATCH, EVALUATION_BATCH = 128, 500
torch.set_num_threads(1)
raw = sys.argv[1]

def idx(name, offset):
    return torch.from_numpy(np.fromfile(f"{raw}/{name}", dtype=np.uint8)[offset:].copy())

images = idx("train-images-idx3-ubyte", 16).reshape(-1, 784).float().div(255)
labels = idx("train-labels-idx1-ubyte", 8).long()
torch.manual_seed(0)
split = torch.randperm(60000)
x, y = images[split[:50000]], labels[split[:50000]]
x_val, y_val = images[split[50000:]], labels[split[50000:]]
del images
net = torch.nn.Sequential(torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.15)

def epoch():
    # Sums stay tensors: asking for a number each batch would slow the loop.
    loss_sum, correct, validated = torch.zeros(()), torch.zeros((), dtype=torch.long), 0
    order = torch.randperm(50000)
    for start in range(0, 50000, BATCH):
        chosen = order[start : start + BATCH]
        target = y[chosen]
        z = net(x[chosen])
        loss = F.cross_entropy(z, target)
        opt.zero_grad()
        loss.backward()
        opt.step()
        loss_sum += loss.detach()
        correct += (z.argmax(1) == target).sum()
    with torch.no_grad():
        val_loss = torch.zeros(())
        for start in range(0, 10000, EVALUATION_BATCH):
            z = net(x_val[start : start + EVALUATION_BATCH])
            target = y_val[start : start + EVALUATION_BATCH]
            val_loss += F.cross_entropy(z, target, reduction="sum")
            validated += (z.argmax(1) == target).sum().item()
    return loss_sum.item() / 391, correct.item() / 50000, val_loss.item() / 10000, validated / 10000

for line in sys.stdin:
    seconds = []
    for _ in range(int(line)):
        began = time.perf_counter()
        metrics = epoch()
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": seconds, "validationAccuracy": metrics[3]}), flush=True)
