"""Outputs and gradients of PyTorch's layers in float64, for test/engine/layers.test.ts.

    python test/reference/layers.py > test/reference/layers.json

Inputs, weights and output gradients are multiples of 1/32: the same numbers in float32. Tensors are
in PyTorch's layout (NCHW, [out, in, height, width]). `layer` is the layer as a spec writes it.
"""

import json

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(5)
cases = []


def numbers(shape, most=96):
    return torch.randint(-most, most + 1, shape, generator=generator).to(torch.float64) / 32


def tensor(t):
    values = [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]
    return {"shape": list(t.shape), "values": [int(v) if v == int(v) else v for v in values]}


def case(name, layer, module, shape, before=None):
    """One training step's worth: forward, then the gradients of everything."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(numbers(parameter.shape, 32))
        if before is not None:
            before(module)
    x = numbers(shape).requires_grad_()
    parameters = [tensor(p) for p in module.parameters()]
    module.train()
    y = module(x)
    dy = numbers(y.shape, 32)
    y.backward(dy)
    module.eval()
    cases.append(
        {
            "name": name,
            "layer": layer,
            "x": tensor(x),
            "parameters": parameters,
            "y": tensor(y),
            "dy": tensor(dy),
            "dx": tensor(x.grad),
            "gradients": [tensor(p.grad) for p in module.parameters()],
            "buffers": [tensor(b) for n, b in module.named_buffers() if b.dim() == 1],
            "evaluated": tensor(module(x)),
        }
    )


def activations():
    flat, image = (4, 13), (2, 3, 3, 2)
    case("linear", {"activation": "linear"}, nn.Identity(), flat)
    case("relu", {"activation": "relu"}, nn.ReLU(), flat)
    case("leakyRelu", {"activation": "leakyRelu"}, nn.LeakyReLU(), flat)
    case("leakyRelu of slope 0.2", {"activation": {"leakyRelu": {"slope": 0.2}}}, nn.LeakyReLU(0.2), image)
    case("prelu", {"activation": "prelu"}, nn.PReLU(), flat)
    case("prelu on images", {"activation": "prelu"}, nn.PReLU(), image)
    case("elu", {"activation": "elu"}, nn.ELU(), flat)
    case("elu of alpha 0.5", {"activation": {"elu": {"alpha": 0.5}}}, nn.ELU(0.5), image)
    case("selu", {"activation": "selu"}, nn.SELU(), flat)
    case("gelu", {"activation": "gelu"}, nn.GELU(), flat)
    case("swish", {"activation": "swish"}, nn.SiLU(), flat)
    case("softplus", {"activation": "softplus"}, nn.Softplus(), flat)
    case("sigmoid", {"activation": "sigmoid"}, nn.Sigmoid(), flat)
    case("tanh", {"activation": "tanh"}, nn.Tanh(), flat)


def dense():
    case("dense", {"dense": {"units": 3}}, nn.Linear(5, 3), (4, 5))
    case("dense of one sample", {"dense": {"units": 4}}, nn.Linear(7, 4), (1, 7))
    case("dense without bias", {"dense": {"units": 3, "useBias": False}}, nn.Linear(5, 3, bias=False), (4, 5))


def initialisers():
    """First weights of float32 [6, 5] (in 5, out 6) after manual_seed(3), then a bias of 6."""
    weight, bias = torch.empty(6, 5, dtype=torch.float32), torch.empty(6, dtype=torch.float32)
    drawn = {}
    for name, draw in {
        "heUniform": lambda: nn.init.kaiming_uniform_(weight, nonlinearity="relu"),
        "glorotUniform": lambda: nn.init.xavier_uniform_(weight),
        "lecunUniform": lambda: nn.init.kaiming_uniform_(weight, nonlinearity="linear"),
        "zeros": lambda: nn.init.zeros_(weight),
        "constant": lambda: nn.init.constant_(weight, 0.1),
    }.items():
        torch.manual_seed(3)
        draw()
        nn.init.uniform_(bias, -1 / 5**0.5, 1 / 5**0.5)
        drawn[name] = {"kernel": weight.flatten().tolist(), "bias": bias.tolist()}
    return drawn


activations()
dense()
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
print(f'{{"initializers":{json.dumps(initialisers())},\n"layers":[\n{lines}\n]}}')
