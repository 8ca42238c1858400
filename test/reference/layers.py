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


def case(name, layer, module, shape, most=96):
    """One training step's worth: forward, then the gradients of everything."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(numbers(parameter.shape, 32))
    x = numbers(shape, most).requires_grad_()
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


def images():
    def conv(name, shape, *arguments, spec, **more):
        case(name, {"conv2d": spec}, nn.Conv2d(*arguments, **more), shape)

    conv("conv2d", (2, 1, 6, 5), 1, 3, 3, spec={"filters": 3, "kernelSize": 3})
    conv("conv2d of several channels, padded", (2, 3, 5, 4), 3, 2, 3, padding=1,
         spec={"filters": 2, "kernelSize": 3, "padding": 1})
    conv("conv2d whose stride does not divide", (2, 2, 8, 7), 2, 3, 3, stride=2,
         spec={"filters": 3, "kernelSize": 3, "stride": 2})
    conv("conv2d of stride 3 and padding 2", (1, 2, 7, 9), 2, 4, 4, stride=3, padding=2,
         spec={"filters": 4, "kernelSize": 4, "stride": 3, "padding": 2})
    conv("conv2d with same padding of an even kernel", (2, 2, 5, 6), 2, 2, (2, 4), padding="same",
         spec={"filters": 2, "kernelSize": [2, 4], "padding": "same"})
    conv("conv2d with valid padding, without bias", (1, 3, 4, 5), 3, 2, (3, 2), stride=(1, 2), bias=False,
         spec={"filters": 2, "kernelSize": [3, 2], "stride": [1, 2], "padding": "valid", "useBias": False})
    conv("conv2d of 1 × 1", (2, 3, 2, 3), 3, 4, 1, spec={"filters": 4, "kernelSize": 1})
    conv("conv2d of the whole image", (2, 2, 3, 4), 2, 3, (3, 4), spec={"filters": 3, "kernelSize": [3, 4]})

    def pools(name, shape, *arguments, spec, **more):
        case(f"maxPool2d {name}", {"maxPool2d": spec}, nn.MaxPool2d(*arguments, **more), shape)
        case(f"averagePool2d {name}", {"averagePool2d": spec}, nn.AvgPool2d(*arguments, **more), shape)

    pools("of 2", (2, 2, 4, 6), 2, spec={"poolSize": 2})
    pools("that rounds down", (2, 3, 5, 7), 2, spec={"poolSize": 2})
    pools("that overlaps", (2, 2, 6, 7), 3, stride=2, spec={"poolSize": 3, "stride": 2})
    pools("that leaves pixels out", (1, 2, 7, 8), 2, stride=3, spec={"poolSize": 2, "stride": 3})
    pools("with padding", (2, 2, 5, 6), 3, stride=2, padding=1,
          spec={"poolSize": 3, "stride": 2, "padding": 1})
    pools("of another width", (2, 1, 6, 7), (3, 2), stride=(1, 3),
          spec={"poolSize": [3, 2], "stride": [1, 3]})

    case("maxPool2d of equal numbers", {"maxPool2d": {"poolSize": 3, "stride": 1}},
         nn.MaxPool2d(3, stride=1), (2, 2, 5, 6), most=1)
    case("globalAveragePool2d", "globalAveragePool2d",
         nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), (2, 3, 4, 5))
    case("flatten of several channels", "flatten", nn.Flatten(), (2, 3, 2, 4))
    case("flatten of one channel", "flatten", nn.Flatten(), (2, 1, 3, 2))


def norms():
    case("batchNorm", "batchNorm", nn.BatchNorm1d(5), (7, 5))
    case("batchNorm on images", "batchNorm", nn.BatchNorm2d(3), (2, 3, 4, 5))
    case("batchNorm of one image", "batchNorm", nn.BatchNorm2d(2), (1, 2, 3, 2))
    case("batchNorm of two samples", "batchNorm", nn.BatchNorm1d(4), (2, 4))
    case("batchNorm of another momentum", {"batchNorm": {"momentum": 0.4, "epsilon": 0.01}},
         nn.BatchNorm1d(3, eps=0.01, momentum=0.4), (6, 3))
    case("layerNorm", "layerNorm", nn.LayerNorm(6), (4, 6))
    case("layerNorm on images", "layerNorm", nn.LayerNorm([3, 2, 4]), (2, 3, 2, 4))
    case("layerNorm of another epsilon", {"layerNorm": {"epsilon": 0.1}}, nn.LayerNorm(5, eps=0.1), (1, 5))


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


def defaults():
    """First weights of convolution and dense layers after manual_seed(3), in order."""
    torch.manual_seed(3)
    modules = [nn.Conv2d(1, 3, (3, 2), dtype=torch.float32), nn.Conv2d(3, 2, 3, dtype=torch.float32),
               nn.Linear(8, 4, dtype=torch.float32)]
    return [p.flatten().tolist() for m in modules for p in m.parameters()]


activations()
dense()
images()
norms()
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
drawn = f'"initializers":{json.dumps(initialisers())},\n"defaults":{json.dumps(defaults())}'
print(f'{{{drawn},\n"layers":[\n{lines}\n]}}')
