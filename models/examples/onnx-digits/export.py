"""Makes model.onnx and model.onnx.data beside it: a small digit classifier of PyTorch, as torch.onnx.export writes it today.

Needs torch 2.13.0, onnx 1.23.2 and onnxscript 0.7.2, and the training part of the digits that the harness has, so that its test
part stays unseen: `node digits.mjs > digits.bin` writes it, 1024 pixels and a label an image.
"""

import numpy as np
import onnx
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)
rows = torch.from_numpy(np.fromfile("digits.bin", "uint8").reshape(-1, 1025))
x, y = rows[:, :1024].float().reshape(-1, 1, 32, 32) / 255, rows[:, 1024].long()

net = nn.Sequential(
    nn.Conv2d(1, 8, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(8), nn.ReLU6(),
    nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.BatchNorm2d(8), nn.SiLU(),
    nn.Conv2d(8, 24, 1), nn.ReLU(), nn.MaxPool2d(3, 2, 1), nn.Conv2d(24, 24, 3, 2, 1, groups=4), nn.ReLU(),
    nn.Flatten(), nn.Dropout(0.2), nn.Linear(384, 10), nn.Softmax(dim=1),
)
optimiser = torch.optim.Adam(net.parameters(), 2e-3)
for epoch in range(4):
    for batch in torch.randperm(len(x)).split(64):
        optimiser.zero_grad()
        nn.functional.nll_loss(net(x[batch]).log(), y[batch]).backward()
        optimiser.step()

net.eval()
batch = torch.export.Dim("batch")
torch.onnx.export(net, (x[:2],), "model.onnx", input_names=["images"], dynamic_shapes=({0: batch},))

# The exporter's notes on where each node comes from are half of the file, and name folders of this machine.
model = onnx.load("model.onnx", load_external_data=False)
for node in model.graph.node:
    del node.metadata_props[:]
for notes in (model, model.graph):
    del notes.metadata_props[:]
onnx.save(model, "model.onnx")
