"""Optimizers, schedules, clipping, losses and small networks, in float64 PyTorch (CPU).

Everything that a test starts from (gradients, weights, pixels) is in the output, rounded to
float32 before PyTorch computes with it in float64.
usage: training.py > training.json
"""
import json, sys
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import lr_scheduler as schedulers

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)
STEPS, SEEN = 20, (1, 2, 5, 10, 20)
SHAPES = [(3, 4), (4,)]

def single(*shape, scale=1.0):
    return (torch.randn(*shape) * scale).float().double()

def flat(tensors, digits=12):
    return [float(f"{v:.{digits}g}") for t in tensors for v in t.detach().reshape(-1).tolist()]

# Optimizers: 20 steps on recorded gradients.
start = [single(*shape) for shape in SHAPES]
gradients = [[single(*shape, scale=0.5) for shape in SHAPES] for _ in range(STEPS)]

OPTIMIZERS = [
    ({"sgd": {"learningRate": 0.1}}, torch.optim.SGD, dict(lr=0.1)),
    ({"sgd": {"learningRate": 0.1, "weightDecay": 0.05}}, torch.optim.SGD, dict(lr=0.1, weight_decay=0.05)),
    ({"sgd": {"learningRate": 0.1, "momentum": 0.9}}, torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
    ({"sgd": {"learningRate": 0.1, "momentum": 0.9, "nesterov": True, "weightDecay": 0.05}}, torch.optim.SGD,
     dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05)),
    ({"adam": {"learningRate": 0.01}}, torch.optim.Adam, dict(lr=0.01)),
    ({"adam": {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.001, "weightDecay": 0.1}}, torch.optim.Adam,
     dict(lr=0.01, betas=(0.8, 0.95), eps=0.001, weight_decay=0.1)),
    ({"adamW": {"learningRate": 0.01}}, torch.optim.AdamW, dict(lr=0.01)),
    ({"adamW": {"learningRate": 0.01, "weightDecay": 0.2}}, torch.optim.AdamW, dict(lr=0.01, weight_decay=0.2)),
    ({"rmsprop": {"learningRate": 0.01}}, torch.optim.RMSprop, dict(lr=0.01)),
    ({"rmsprop": {"learningRate": 0.01, "decay": 0.9, "epsilon": 0.01, "momentum": 0.8, "weightDecay": 0.1}}, torch.optim.RMSprop,
     dict(lr=0.01, alpha=0.9, eps=0.01, momentum=0.8, weight_decay=0.1)),
    ({"adagrad": {"learningRate": 0.1}}, torch.optim.Adagrad, dict(lr=0.1)),
    ({"adagrad": {"learningRate": 0.1, "epsilon": 0.01, "initialAccumulator": 0.1, "weightDecay": 0.1}}, torch.optim.Adagrad,
     dict(lr=0.1, eps=0.01, initial_accumulator_value=0.1, weight_decay=0.1)),
]

def run_optimizer(spec, make, options):
    parameters = [nn.Parameter(t.clone()) for t in start]
    optimizer = make(parameters, **options)
    after = {}
    for step in range(1, STEPS + 1):
        for parameter, gradient in zip(parameters, gradients[step - 1]):
            parameter.grad = gradient.clone()
        optimizer.step()
        if step in SEEN:
            after[step] = flat(parameters)
    return {"optimizer": spec, "after": after}

# Schedules: the learning rate of each of 24 steps, 6 epochs of 4.
EPOCHS, PER_EPOCH = 6, 4
TOTAL = EPOCHS * PER_EPOCH

def rates(learning_rate, each_epoch=lambda o: [], each_step=lambda o: []):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=learning_rate)
    per_epoch, per_step = each_epoch(optimizer), each_step(optimizer)
    seen = []
    for _ in range(EPOCHS):
        for _ in range(PER_EPOCH):
            seen.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if len(seen) < TOTAL:
                for scheduler in per_step:
                    scheduler.step()
        for scheduler in per_epoch:
            scheduler.step()
    return seen

warmup = lambda steps: lambda o: [schedulers.LinearLR(o, 1 / steps, 1.0, steps - 1)]
SCHEDULES = [
    ("constant", 0.2, rates(0.2)),
    ({"constant": {"warmup": 5}}, 0.2, rates(0.2, each_step=warmup(5))),
    ({"constant": {"warmup": 0.25}}, 0.2, rates(0.2, each_step=warmup(6))),
    ({"step": {"every": 2}}, 0.2, rates(0.2, lambda o: [schedulers.StepLR(o, 2)])),
    ({"step": {"every": 1, "factor": 0.5, "warmup": 7}}, 0.2,
     rates(0.2, lambda o: [schedulers.StepLR(o, 1, 0.5)], warmup(7))),
    ({"exponential": {"factor": 0.8}}, 0.2, rates(0.2, lambda o: [schedulers.ExponentialLR(o, 0.8)])),
    ("cosine", 0.2, rates(0.2, each_step=lambda o: [schedulers.CosineAnnealingLR(o, TOTAL)])),
    ({"cosine": {"over": 8, "minimum": 0.01}}, 0.2,
     rates(0.2, each_step=lambda o: [schedulers.CosineAnnealingLR(o, 8 * PER_EPOCH, 0.01)])),
    ("oneCycle", 0.2, rates(0.2, each_step=lambda o: [schedulers.OneCycleLR(o, 0.2, TOTAL, cycle_momentum=False)])),
    ({"oneCycle": {"over": 7, "riseFraction": 0.5, "initialDivisor": 10, "finalDivisor": 100}}, 0.2,
     rates(0.2, each_step=lambda o: [schedulers.OneCycleLR(
         o, 0.2, 7 * PER_EPOCH, pct_start=0.5, div_factor=10, final_div_factor=100, cycle_momentum=False)])),
]

# Reduce on plateau: the learning rate after each epoch's metric.
LOSSES = [2.0, 1.5, 1.49999, 1.5, 1.51, 1.4, 1.45, 1.42, 1.41, 1.4, 1.3999, 1.5, 1.2, 1.3, 1.3, 1.3, 1.3, 1.3, 1.1, 1.1]
ACCURACIES = [0.1, 0.5, 0.5, 0.55, 0.5501, 0.55, 0.54, 0.6, 0.6, 0.6, 0.6, 0.6, 0.7, 0.69, 0.69, 0.69]

def plateau(values, mode, **options):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.2)
    scheduler = schedulers.ReduceLROnPlateau(optimizer, mode, **options)
    seen = []
    for value in values:
        scheduler.step(value)
        seen.append(optimizer.param_groups[0]["lr"])
    return seen

PLATEAUS = [
    ({"patience": 2}, LOSSES, plateau(LOSSES, "min", patience=2)),
    ({"factor": 0.5, "patience": 0, "cooldown": 2, "minimum": 0.03}, LOSSES,
     plateau(LOSSES, "min", factor=0.5, patience=0, cooldown=2, min_lr=0.03)),
    ({"factor": 0.3, "patience": 1, "threshold": 0.1}, LOSSES, plateau(LOSSES, "min", factor=0.3, patience=1, threshold=0.1)),
    ({"monitor": "validation.accuracy", "factor": 0.5, "patience": 1}, ACCURACIES, plateau(ACCURACIES, "max", factor=0.5, patience=1)),
]

# Clipping: what is left of recorded gradients.
def clipped(clip):
    parameters = [nn.Parameter(t.clone()) for t in start]
    seen = []
    for step in gradients:
        for scale in (1.0, 0.01):
            for parameter, gradient in zip(parameters, step):
                parameter.grad = (gradient * scale).float().double()
            clip(parameters)
            seen.append(flat([p.grad for p in parameters]))
    return seen[:12]

CLIPPINGS = [
    ({"norm": 1}, clipped(lambda p: nn.utils.clip_grad_norm_(p, 1.0))),
    ({"norm": 0.001}, clipped(lambda p: nn.utils.clip_grad_norm_(p, 0.001))),
    ({"value": 0.5}, clipped(lambda p: nn.utils.clip_grad_value_(p, 0.5))),
]

# Losses of logits, and the gradient of their mean.
logits, labels = single(6, 4, scale=2.0), torch.tensor([0, 3, 1, 3, 2, 0])
WEIGHTS = [0.5, 2.0, 1.0, 3.0]

def loss(spec, **options):
    x = logits.clone().requires_grad_()
    value = F.cross_entropy(x, labels, **options)
    value.backward()
    return {"loss": spec, "value": value.item(), "gradient": flat([x.grad])}

LOSS_CASES = [
    loss("crossEntropy"),
    loss({"crossEntropy": {"labelSmoothing": 0.1}}, label_smoothing=0.1),
    loss({"crossEntropy": {"classWeights": WEIGHTS}}, weight=torch.tensor(WEIGHTS)),
    loss({"crossEntropy": {"labelSmoothing": 0.3, "classWeights": WEIGHTS}}, label_smoothing=0.3, weight=torch.tensor(WEIGHTS)),
]

# Small networks: 12 -> 7 -> 5 with ReLU, 20 steps on 40 samples in order.
pixels = torch.randint(0, 256, (40, 12))
classes = torch.randint(0, 5, (40,))
images = (pixels.float() / 255).double()
WEIGHT5 = [1.0, 2.0, 0.5, 1.5, 1.0]

def network():
    torch.manual_seed(11)
    net = nn.Sequential(nn.Linear(12, 7), nn.ReLU(), nn.Linear(7, 5))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(parameter.float().double())
    return net

def weights():
    first, _, second = network()
    return [flat([t.T if t.dim() == 2 else t], 9) for t in (first.weight, first.bias, second.weight, second.bias)]

def train(training, effective, make, each_epoch=lambda o: [], each_step=lambda o: [], clip=lambda p: None, **options):
    net = network()
    optimizer = make(net.parameters())
    per_epoch, per_step = each_epoch(optimizer), each_step(optimizer)
    seen = []
    while len(seen) < STEPS:
        for at in range(0, 40, effective):
            value = F.cross_entropy(net(images[at:at + effective]), classes[at:at + effective], **options)
            optimizer.zero_grad()
            value.backward()
            clip(list(net.parameters()))
            optimizer.step()
            for scheduler in per_step:
                scheduler.step()
            seen.append(float(f"{value.item():.9g}"))
        for scheduler in per_epoch:
            scheduler.step()
    return {"training": training, "losses": seen[:STEPS]}

NETWORKS = [
    train({"batchSize": 8, "optimizer": {"sgd": {"learningRate": 0.2, "momentum": 0.9, "nesterov": True, "weightDecay": 0.01}},
           "schedule": {"cosine": {"over": 4}}}, 8,
          lambda p: torch.optim.SGD(p, 0.2, momentum=0.9, nesterov=True, weight_decay=0.01),
          each_step=lambda o: [schedulers.CosineAnnealingLR(o, 20)]),
    train({"batchSize": 8, "optimizer": {"adamW": {"learningRate": 0.05}}, "schedule": {"constant": {"warmup": 6}},
           "gradientClipping": {"norm": 0.5}}, 8,
          lambda p: torch.optim.AdamW(p, 0.05), each_step=warmup(6), clip=lambda p: nn.utils.clip_grad_norm_(p, 0.5)),
    train({"batchSize": 8, "gradientAccumulation": 2, "optimizer": {"adam": {"learningRate": 0.02}},
           "loss": {"crossEntropy": {"labelSmoothing": 0.1}}}, 16,
          lambda p: torch.optim.Adam(p, 0.02), label_smoothing=0.1),
    train({"batchSize": 4, "gradientAccumulation": 3, "optimizer": {"rmsprop": {"learningRate": 0.01, "momentum": 0.5}},
           "loss": {"crossEntropy": {"classWeights": WEIGHT5}}, "gradientClipping": {"value": 0.1}}, 12,
          lambda p: torch.optim.RMSprop(p, 0.01, momentum=0.5), clip=lambda p: nn.utils.clip_grad_value_(p, 0.1),
          weight=torch.tensor(WEIGHT5)),
    train({"batchSize": 8, "optimizer": {"adagrad": {"learningRate": 0.1}}, "schedule": {"step": {"every": 2, "factor": 0.5}}}, 8,
          lambda p: torch.optim.Adagrad(p, 0.1), lambda o: [schedulers.StepLR(o, 2, 0.5)]),
    train({"batchSize": 8, "optimizer": {"sgd": {"learningRate": 0.5}}, "schedule": {"oneCycle": {"over": 5}},
           "gradientClipping": {"norm": 0.2}}, 8,
          lambda p: torch.optim.SGD(p, 0.5), each_step=lambda o: [schedulers.OneCycleLR(o, 0.5, 25, cycle_momentum=False)],
          clip=lambda p: nn.utils.clip_grad_norm_(p, 0.2)),
]

json.dump({
    "torch": torch.__version__,
    "shapes": SHAPES,
    "start": [flat([t], 9) for t in start],
    "gradients": [[flat([t], 9) for t in step] for step in gradients],
    "optimizers": [run_optimizer(*case) for case in OPTIMIZERS],
    "schedules": {"epochs": EPOCHS, "stepsPerEpoch": PER_EPOCH,
                  "cases": [dict(schedule=s, learningRate=r, rates=v) for s, r, v in SCHEDULES]},
    "plateaus": [dict(plateau=p, values=v, rates=r) for p, v, r in PLATEAUS],
    "clippings": [dict(clipping=c, gradients=g) for c, g in CLIPPINGS],
    "losses": {"logits": flat([logits], 9), "labels": labels.tolist(), "cases": LOSS_CASES},
    "networks": {"pixels": pixels.reshape(-1).tolist(), "labels": classes.tolist(), "weights": weights(), "cases": NETWORKS},
}, sys.stdout)
print()
