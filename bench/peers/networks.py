"""The benched networks in PyTorch, with weights read from a tfjs model folder."""

import json
import math
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional

KERNEL_SIDE = 5


def read_weights(folder):
    """The weights of a tfjs layers model as numpy arrays, by name."""
    folder = Path(folder)
    (group,) = json.loads((folder / "model.json").read_text())["weightsManifest"]
    values = numpy.concatenate([numpy.fromfile(folder / path, numpy.float32) for path in group["paths"]])
    weights, at = {}, 0
    for spec in group["weights"]:
        size = math.prod(spec["shape"])
        weights[spec["name"]] = torch.from_numpy(values[at : at + size].reshape(spec["shape"]).copy())
        at += size
    return weights


def read_spec(folder):
    """The other facts that PyTorch needs about a tfjs model of the paper's family, read from its layers."""
    topology = json.loads((Path(folder) / "model.json").read_text())["modelTopology"]
    layers = [(layer["class_name"], layer["config"]) for layer in topology["config"]["layers"]]
    configs = {name: config for name, config in layers}
    pools = [name for name, _ in layers if "Pooling" in name]
    if pools != ["MaxPooling2D"] * (len(pools) - 1) + ["AveragePooling2D"]:
        raise ValueError(f"{folder}: pooling layers {pools}")
    return {
        "inputShape": configs["InputLayer"]["batch_input_shape"][1:],
        "classes": configs["Dense"]["units"],
        "normalization": configs["ChannelNormalization"],
        "responseNormalization": configs["LocalResponseNormalization"],
    }


class TiledConv2d(nn.Module):
    """Random tiling: unfolds patches, groups them by tile with a new random partition per image and pass, multiplies
    them in one batched product and restores their order. Kernels [T, k, k, C, F], biases [T, F]; T divides the number
    of patches."""

    def __init__(self, kernels, biases):
        super().__init__()
        tiles, _, _, _, filters = kernels.shape
        self.out_channels = filters
        by_channel = kernels.permute(0, 3, 1, 2, 4).reshape(tiles, -1, filters)
        self.kernels = nn.Parameter(by_channel.contiguous())
        self.biases = nn.Parameter(biases[:, None, :].clone())

    def forward(self, x):
        batch, _, height, width = x.shape
        tiles, length, filters = self.kernels.shape
        grid = height * width
        patches = functional.unfold(x, KERNEL_SIDE, padding=KERNEL_SIDE // 2).transpose(1, 2).reshape(-1, length)
        order = torch.rand(batch, grid).argsort(1) + grid * torch.arange(batch)[:, None]
        by_tile = order.view(batch, tiles, -1).transpose(0, 1).reshape(-1)
        # index_select of rows is faster than gather on a CPU, forward and backward.
        gathered = patches.index_select(0, by_tile).view(tiles, -1, length)
        outputs = torch.baddbmm(self.biases, gathered, self.kernels).view(-1, filters)
        places = torch.empty_like(by_tile)
        places[by_tile] = torch.arange(batch * grid)
        return outputs.index_select(0, places).view(batch, height, width, filters).permute(0, 3, 1, 2)


def convolution(kernels, biases):
    """A tiled convolution; with one tile PyTorch's convolution."""
    tiles, side, _, channels, filters = kernels.shape
    if tiles > 1:
        return TiledConv2d(kernels, biases)
    layer = nn.Conv2d(channels, filters, side, padding=side // 2)
    layer.weight = nn.Parameter(kernels[0].permute(3, 2, 0, 1).contiguous())
    layer.bias = nn.Parameter(biases[0].clone())
    return layer


class Network(nn.Module):
    """Convolution, ReLU, local response normalisation and 2x2 pooling, three times, then one linear layer. In response
    normalisation the harness multiplies alpha by the sum of squares, PyTorch by their mean."""

    def __init__(self, folder):
        super().__init__()
        weights, spec = read_weights(folder), read_spec(folder)
        self.input_shape, self.classes = spec["inputShape"], spec["classes"]
        stages = sum(name.endswith("/kernels") for name in weights)
        names = [f"conv{stage + 1}" for stage in range(stages)]
        layers = [convolution(weights[f"{name}/kernels"], weights[f"{name}/biases"]) for name in names]
        self.convolutions = nn.ModuleList(layers)
        lrn = spec["responseNormalization"]
        size = 2 * lrn["depth_radius"] + 1
        self.normalization = nn.LocalResponseNorm(size, lrn["alpha"] * size, lrn["beta"], lrn["bias"])
        self.register_buffer("mean", torch.tensor(spec["normalization"]["mean"])[:, None, None])
        self.register_buffer("std", torch.tensor(spec["normalization"]["std"])[:, None, None])
        self.linear = linear(weights["logits/kernel"], weights["logits/bias"], layers_out=layers[-1].out_channels)

    def forward(self, pixels):
        x = (pixels - self.mean) / self.std
        last = len(self.convolutions) - 1
        for stage, layer in enumerate(self.convolutions):
            x = self.normalization(functional.relu(layer(x)))
            x = functional.avg_pool2d(x, 2) if stage == last else functional.max_pool2d(x, 2)
        return self.linear(x.flatten(1))


def linear(kernel, bias, layers_out):
    """The linear layer, with its inputs reordered from (height, width, channel) to PyTorch's order."""
    inputs, classes = kernel.shape
    layer = nn.Linear(inputs, classes)
    by_channel = kernel.reshape(-1, layers_out, classes).transpose(0, 1).reshape(inputs, classes)
    layer.weight = nn.Parameter(by_channel.T.contiguous())
    layer.bias = nn.Parameter(bias.clone())
    return layer
