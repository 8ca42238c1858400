"""Runs the DataLoader script as it is, and prints the seconds from each of its epochs to the next.

usage: timed_script.py tensors|torchvision SCRIPT MNIST_RAW_DIR ARGUMENTS...
tensors: the data as the script has it, tensors in memory. torchvision: as most scripts have it,
torchvision's dataset, which makes a PIL image of each sample and a tensor of that. Equal values.
"""
import json, runpy, sys, time
import torch

data, raw = sys.argv[1], sys.argv[3]
began = []
original = torch.nn.Module.train

def train(self, mode=True):
    # Only the network's own call begins an epoch; those of its layers come from within.
    if mode and type(self).__name__ == "Net":
        began.append(time.perf_counter())
    return original(self, mode)

torch.nn.Module.train = train

if data == "torchvision":
    from torchvision.datasets import MNIST
    from torchvision.transforms import ToTensor

    class Mnist(MNIST):
        raw_folder = property(lambda self: raw)

    torch.utils.data.TensorDataset = lambda images, labels: Mnist(
        raw, train=len(labels) == 60000, transform=ToTensor()
    )

sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
print(json.dumps({"epochSeconds": [after - before for before, after in zip(began, began[1:])]}))
