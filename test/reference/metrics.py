"""Binary cross-entropy and squared error in float64 PyTorch (CPU), and scikit-learn's metrics.

Everything that a test starts from (outputs, weights, pixels) is in the output, rounded to float32
before PyTorch computes with it in float64.
usage: metrics.py > metrics.json
"""
import json, sys
import numpy as np
import sklearn
import torch
from sklearn import metrics as sk
from torch import nn
from torch.nn import functional as F

torch.manual_seed(9)
torch.set_default_dtype(torch.float64)
STEPS = 20

def single(*shape, scale=1.0):
    return (torch.randn(*shape) * scale).float().double()

def flat(tensors, digits=12):
    return [float(f"{v:.{digits}g}") for t in tensors for v in t.detach().reshape(-1).tolist()]

# Losses of outputs, and the gradient of their mean.
def loss(name, outputs, targets, of):
    x = outputs.clone().requires_grad_()
    value = of(x, targets)
    value.backward()
    return {"loss": name, "outputs": outputs.shape[1], "logits": flat([outputs], 9), "labels": flat([targets], 9),
            "value": value.item(), "gradient": flat([x.grad])}

binary = torch.randint(0, 2, (9, 1)).double()
LOSSES = [
    loss("binaryCrossEntropy", single(9, 1, scale=3.0), binary, F.binary_cross_entropy_with_logits),
    # Where exp would overflow, and where a sigmoid rounds to 0 or 1.
    loss("binaryCrossEntropy", torch.tensor([[900.0], [-900.0], [40.0], [-40.0], [0.0]]),
         torch.tensor([[1.0], [1.0], [0.0], [0.0], [1.0]]), F.binary_cross_entropy_with_logits),
    loss("meanSquaredError", single(7, 1), single(7, 1, scale=2.0), F.mse_loss),
    loss("meanSquaredError", single(6, 3), single(6, 3, scale=100.0), F.mse_loss),
]

# Small networks: 12 -> 7 -> outputs with ReLU, 20 steps on 40 samples in order.
pixels = torch.randint(0, 256, (40, 12))
images = (pixels.float() / 255).double()

def network(outputs):
    torch.manual_seed(12)
    net = nn.Sequential(nn.Linear(12, 7), nn.ReLU(), nn.Linear(7, outputs))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(parameter.float().double())
    return net

def weights(outputs):
    first, _, second = network(outputs)
    return [flat([t.T if t.dim() == 2 else t], 9) for t in (first.weight, first.bias, second.weight, second.bias)]

def train(training, targets, effective, make, of, clip=lambda p: None):
    net = network(targets.shape[1])
    optimizer = make(net.parameters())
    seen = []
    while len(seen) < STEPS:
        for at in range(0, 40, effective):
            value = of(net(images[at:at + effective]), targets[at:at + effective])
            optimizer.zero_grad()
            value.backward()
            clip(list(net.parameters()))
            optimizer.step()
            seen.append(float(f"{value.item():.9g}"))
    return {"training": training, "outputs": targets.shape[1], "labels": flat([targets], 9),
            "weights": weights(targets.shape[1]), "losses": seen[:STEPS]}

numbers = (images[:, :2] * 2 + images[:, 2:4] - 1).float().double()
classes = (images[:, :1] > images[:, 1:2]).double()
NETWORKS = [
    train({"batchSize": 8, "optimizer": {"sgd": {"learningRate": 0.1, "momentum": 0.9}}, "loss": "meanSquaredError"},
          numbers, 8, lambda p: torch.optim.SGD(p, 0.1, momentum=0.9), F.mse_loss),
    train({"batchSize": 8, "optimizer": {"sgd": {"learningRate": 0.2}}, "loss": "meanSquaredError"},
          numbers[:, :1], 8, lambda p: torch.optim.SGD(p, 0.2), F.mse_loss),
    train({"batchSize": 4, "gradientAccumulation": 3, "optimizer": {"adam": {"learningRate": 0.02}}, "loss": "meanSquaredError",
           "gradientClipping": {"norm": 0.5}},
          numbers, 12, lambda p: torch.optim.Adam(p, 0.02), F.mse_loss, lambda p: nn.utils.clip_grad_norm_(p, 0.5)),
    train({"batchSize": 8, "optimizer": {"adamW": {"learningRate": 0.05}}, "loss": "binaryCrossEntropy"},
          classes, 8, lambda p: torch.optim.AdamW(p, 0.05), F.binary_cross_entropy_with_logits),
    train({"batchSize": 4, "gradientAccumulation": 3, "optimizer": {"sgd": {"learningRate": 0.5}}, "loss": "binaryCrossEntropy",
           "gradientClipping": {"value": 0.05}},
          classes, 12, lambda p: torch.optim.SGD(p, 0.5), F.binary_cross_entropy_with_logits,
          lambda p: nn.utils.clip_grad_value_(p, 0.05)),
]

# Metrics of outputs: float32, no two alike in a row.
generator = np.random.default_rng(3)

def classification(samples, classes, has):
    """Labels of the classes in `has`; outputs that lean towards the label."""
    labels = generator.choice(has, samples)
    logits = (generator.normal(size=(samples, classes)) + 1.2 * np.eye(classes)[labels]).astype("f4")
    return labels, logits

def of_classes(labels, logits):
    given = logits.argmax(axis=1)
    everything = np.arange(logits.shape[1])
    average = dict(average="macro", zero_division=0)
    return {
        "accuracy": sk.accuracy_score(labels, given),
        "topK": {str(k): sk.top_k_accuracy_score(labels, logits, k=k, labels=everything)
                 for k in range(2, logits.shape[1])},
        "precision": sk.precision_score(labels, given, **average),
        "recall": sk.recall_score(labels, given, **average),
        "f1": sk.f1_score(labels, given, **average),
        "confusionMatrix": sk.confusion_matrix(labels, given, labels=everything).tolist(),
    }

def never(logits, column):
    logits[:, column] -= 10
    return logits

def classification_case(title, labels, logits):
    return {"title": title, "classes": logits.shape[1], "labels": labels.tolist(),
            "logits": [float(f"{v:.9g}") for v in logits.reshape(-1)], "metrics": of_classes(labels, logits)}

CLASSES = [classification_case("each class has samples", *classification(80, 4, [0, 1, 2, 3]))]
labels, logits = classification(60, 6, [0, 1, 2, 4])
CLASSES.append(classification_case("a class has no sample, and is given to some", labels, logits))
labels, logits = classification(60, 5, [0, 1, 2, 3])
CLASSES.append(classification_case("a class has no sample, and is given to none", labels, never(logits, 4)))
labels, logits = classification(60, 4, [0, 1, 2, 3])
CLASSES.append(classification_case("a class is given to none of its samples", labels, never(logits, 2)))

def binary_case(title, labels, logits):
    given = (logits > 0).astype(int)
    positive = dict(average="binary", zero_division=0)
    return {"title": title, "labels": labels.tolist(), "logits": [float(f"{v:.9g}") for v in logits], "metrics": {
        "accuracy": sk.accuracy_score(labels, given),
        "precision": sk.precision_score(labels, given, **positive),
        "recall": sk.recall_score(labels, given, **positive),
        "f1": sk.f1_score(labels, given, **positive),
        "confusionMatrix": sk.confusion_matrix(labels, given, labels=[0, 1]).tolist(),
    }}

truth = generator.integers(0, 2, 50)
leaning = (generator.normal(size=50) + 1.5 * truth - 0.5).astype("f4")
BINARY = [
    binary_case("some of both", truth, leaning),
    binary_case("nothing is said to be positive", truth, -np.abs(leaning)),
    binary_case("nothing is positive", np.zeros(50, int), leaning),
]

def regression_case(outputs):
    targets = generator.normal(size=(40, outputs)).astype("f4")
    given = (targets + generator.normal(size=(40, outputs)) * 0.3).astype("f4")
    a, b = targets.astype("f8"), given.astype("f8")
    return {"outputs": outputs, "labels": [float(f"{v:.9g}") for v in targets.reshape(-1)],
            "logits": [float(f"{v:.9g}") for v in given.reshape(-1)], "metrics": {
        "loss": sk.mean_squared_error(a, b),
        "mae": sk.mean_absolute_error(a, b),
        # Of all numbers together, as Keras has it; scikit-learn's own is the mean of the outputs'.
        "rmse": sk.root_mean_squared_error(a.reshape(-1), b.reshape(-1)),
    }}

json.dump({
    "torch": torch.__version__, "scikit-learn": sklearn.__version__,
    "losses": LOSSES,
    "networks": {"pixels": pixels.reshape(-1).tolist(), "cases": NETWORKS},
    "classes": CLASSES, "binary": BINARY, "numbers": [regression_case(1), regression_case(3)],
}, sys.stdout)
print()
