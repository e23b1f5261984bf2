"""Makes the folders beside it: small networks of PyTorch as torch.onnx.export writes them, with PyTorch's own answers.

Needs torch 2.13.0, onnx 1.23.2 and onnxscript 0.7.2. `ref.json` holds outputs and gradient of a network in float64 for
x[n, c, h, w] = ((37 i) mod 256) / 255, i counting through a batch of 2 images of 3 x 16 x 16: the gradient to x of
log_softmax(out)[0, 0] + log_softmax(out)[1, 1]. Networks are named after what they try, files after exporter and opset.
"""

import copy
import json
import os

import onnx
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)


class Apply(nn.Module):
    """A convolution, a function with layers of its own, the mean over the pixels, logits."""

    def __init__(self, function, width, *layers):
        super().__init__()
        self.conv, self.head = nn.Conv2d(3, 8, 3, padding=1), nn.Linear(width, 10)
        self.function, self.layers = function, nn.ModuleList(layers)

    def forward(self, x):
        return self.head(self.function(self.conv(x), *self.layers).mean((2, 3)))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches, self.token = nn.Conv2d(3, 12, 4, 4), nn.Parameter(torch.randn(1, 1, 12))
        self.places = nn.Parameter(torch.randn(1, 17, 12))
        self.block = nn.TransformerEncoderLayer(12, 3, 20, activation="gelu", batch_first=True, norm_first=True)
        self.head = nn.Linear(12, 10)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.places
        return self.head(self.block(x)[:, 0])


def residual(x, bn, conv, pool):
    return pool(F.relu(conv(F.relu(bn(x))) + x))


def mobile(x, grow, deep, bn, squeeze, excite, shrink):
    y = F.hardswish(bn(deep(F.relu6(grow(x)))))
    return shrink(y * F.hardsigmoid(excite(F.silu(squeeze(F.adaptive_avg_pool2d(y, 1))))))


def convnext(x, deep, norm, up, down):
    y = norm(deep(x).permute(0, 2, 3, 1))
    return x + down(F.gelu(up(y))).permute(0, 3, 1, 2)


def shapes(x):
    x = F.pad(F.interpolate(x, size=(11, 13), mode="bicubic"), (2, 1, 3, 0), mode="reflect")
    x = x.view(x.size(0), 2, 4, 14, 16).transpose(1, 2).reshape(x.size(0), 8, 14, 16)
    return F.pixel_shuffle(x.flip(3).roll(2, 2)[:, [5, 1, 2, 7, 0, 3, 4, 6], 1::2, :-1], 2)


def pools(x, norm, up):
    x = F.max_pool2d(norm(F.relu(x)), 3, 2, 1, ceil_mode=True)
    return up(F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False))


def norms(x, group, instance, rms):
    return F.relu(group(x)) + F.elu(instance(x)) * rms(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


torch.manual_seed(1)
attention = Attention()
plain = nn.Sequential(nn.Conv2d(3, 6, 5, 2), nn.Softplus(2, 1), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(), nn.Linear(54, 10), nn.Softmax(1))
networks = {
    "residual/legacy13": Apply(residual, 8, nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3, padding=1), nn.MaxPool2d(2)),
    "mobile/dynamo20": Apply(mobile, 8, nn.Conv2d(8, 16, 1), nn.Conv2d(16, 16, 5, 2, 2, groups=16), nn.BatchNorm2d(16),
                             nn.Conv2d(16, 4, 1), nn.Conv2d(4, 16, 1), nn.Conv2d(16, 8, 1)),
    "attention/legacy17": attention,
    "attention/dynamo23": attention,
    "convnext/dynamo20": Apply(convnext, 8, nn.Conv2d(8, 8, 7, padding=3, groups=8), nn.LayerNorm(8), nn.Linear(8, 20),
                               nn.Linear(20, 8)),
    "shapes/dynamo20": Apply(shapes, 2),
    "pools/legacy11": Apply(pools, 6, nn.LocalResponseNorm(5, 0.1), nn.ConvTranspose2d(8, 6, 3, 2, 1, 1, groups=2)),
    "norms/dynamo21": Apply(norms, 8, nn.GroupNorm(4, 8), nn.InstanceNorm2d(8, affine=True), nn.RMSNorm(8, 1e-5)),
    "plain/fixed20": plain,
}

x = ((37 * torch.arange(2 * 3 * 16 * 16)) % 256).reshape(2, 3, 16, 16).double() / 255
for name, net in networks.items():
    for layer in net.eval().modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.running_mean.uniform_(-0.5, 0.5)
            layer.running_var.uniform_(0.5, 2)
    images = x.clone().requires_grad_(True)
    out = copy.deepcopy(net).double()(images)
    (grad,) = torch.autograd.grad(F.log_softmax(out, 1)[[0, 1], [0, 1]].sum(), images)
    os.makedirs(name, exist_ok=True)
    digits = {"out": out, "grad": grad}
    json.dump({k: [float(f"{v:.8g}") for v in t.flatten().tolist()] for k, t in digits.items()}, open(f"{name}/../ref.json", "w"))
    kind, opset = name.split("/")[1][:-2], int(name[-2:])
    file, batch = f"{name}/model.onnx", {0: torch.export.Dim("batch")}
    if kind == "legacy":
        torch.onnx.export(net, (x.float(),), file, dynamo=False, opset_version=opset, input_names=["x"], dynamic_axes={"x": {0: "batch"}})
    elif kind == "fixed":
        torch.onnx.export(net, (x[:1].float(),), file, opset_version=opset)
    else:
        torch.onnx.export(net, (x.float(),), file, opset_version=opset, dynamic_shapes=(batch,))
    # The exporter's notes on where each node comes from are most of the file.
    model = onnx.load(file, load_external_data=False)
    for node in model.graph.node:
        del node.metadata_props[:]
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.graph.value_info[:]
    onnx.save(model, file)
