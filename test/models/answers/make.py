"""Makes the folders beside it: small networks of Keras and PyTorch with random weights, as their converters write them, each with
the answers.json that docs/models.md shows how to write. `python make.py keras` needs tensorflow 2.19.0, keras 3.15.1 and
tensorflowjs 4.22.0, `python make.py torch` torch 2.13.0, onnx 1.23.2 and onnxscript 0.7.2.
"""

import json
import os
import sys

import numpy as np


def keras():
    import keras
    import tensorflow as tf
    import tensorflowjs as tfjs

    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential([
        layers.Input((6, 7, 2)), layers.Conv2D(4, 3, activation="silu"), layers.MaxPooling2D(), layers.Flatten(),
        layers.Dense(3, activation="softmax"),
    ])
    images = np.random.rand(2, *model.input_shape[1:]).astype("float32")

    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        y = model(x, training=False)
        total = tf.reduce_sum(y ** 2)
    answers = {"inputs": x, "outputs": y, "gradients": tape.gradient(total, x)}
    json.dump({name: value.numpy().tolist() for name, value in answers.items()}, open("keras.json", "w"))

    tfjs.converters.save_keras_model(model, "keras-layers")
    model.export("saved")
    from tensorflowjs.converters import tf_saved_model_conversion_v2
    tf_saved_model_conversion_v2.convert_tf_saved_model("saved", "keras-graph")


def torch():
    import onnx
    import torch
    from torch import nn

    torch.manual_seed(1)
    net = nn.Sequential(nn.Conv2d(2, 4, 3), nn.GELU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 3), nn.LogSoftmax(1)).eval()
    images = torch.rand(2, 2, 6, 7)

    x = images.clone().requires_grad_()
    y = net(x)
    (y ** 2).sum().backward()
    answers = {"inputs": x, "outputs": y, "gradients": x.grad}
    json.dump({name: value.tolist() for name, value in answers.items()}, open("torch.json", "w"))

    os.makedirs("torch-onnx", exist_ok=True)
    torch.onnx.export(net, (images,), "torch-onnx/model.onnx", dynamic_shapes=({0: torch.export.Dim("batch")},))
    # The exporter's notes on where each node comes from are most of the file.
    model = onnx.load("torch-onnx/model.onnx")
    for node in model.graph.node:
        del node.metadata_props[:]
    for notes in (model, model.graph):
        del notes.metadata_props[:]
    onnx.save(model, "torch-onnx/model.onnx")


{"keras": keras, "torch": torch}[sys.argv[1]]()
