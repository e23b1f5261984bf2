"""Writes cases.json: single TensorFlow ops with their outputs and gradients by TensorFlow itself.

    pip install tensorflow-cpu==2.19.0 && python make.py

A case is a node as tensorflowjs_converter writes it, its inputs, and what TensorFlow computes of them: the outputs, and for
each float input that is no constant the gradient of sum(outputs * weights), or null where TensorFlow has none. Inputs and
weights follow a formula, see `values`; all are multiples of 1/100 plus 1/200 before scaling, so that no kink at a multiple
of 1/100 is nearer than 1/200.
"""

import inspect
import json
import os
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore")

import numpy as np
import tensorflow as tf
from google.protobuf.json_format import MessageToDict
from tensorflow.python.framework import op_def_registry

tf1 = tf.compat.v1
tf1.disable_eager_execution()
cases = []


def values(shape, salt, scale=1.0, shift=0.0):
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    lattice = (((37 * i + 101 * salt) % 251) - 125.5) / 100
    return (np.float32(scale) * lattice.astype(np.float32) + np.float32(shift)).reshape(shape)


def x(*shape, scale=1.0, shift=0.0):
    """A float input that gradients are asked for."""
    return {"shape": list(shape), "scale": scale, "shift": shift}


def const(array, dtype="int32"):
    """A constant with given values."""
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": array.flatten().tolist(), "dtype": dtype}


def case(op, *inputs, kinks=False, **attrs):
    """`kinks`: not smooth, so that finite differences need a small step."""
    with tf.Graph().as_default():
        signature = op_def_registry.get(op)
        places, feed = [], {}
        for salt, spec in enumerate(inputs):
            if spec.get("ties"):
                place = tf1.placeholder(tf.float32, spec["shape"])
                feed[place] = np.array(spec["values"], np.float32).reshape(spec["shape"])
                places.append(place)
            elif "values" in spec:
                places.append(tf.constant(np.array(spec["values"]).reshape(spec["shape"]), dtype=spec["dtype"]))
            else:
                place = tf1.placeholder(tf.float32, spec["shape"])
                feed[place] = values(spec["shape"], salt, spec["scale"], spec["shift"])
                places.append(place)
        arguments = {}
        left = list(places)
        for argument in signature.input_arg:
            many = argument.number_attr or argument.type_list_attr
            trailing = len(signature.input_arg) - 1 - list(signature.input_arg).index(argument)
            taken = left[: len(left) - trailing] if many else left[0]
            left = left[len(taken):] if many else left[1:]
            arguments[argument.name] = taken
        function = getattr(tf.raw_ops, op)
        known = inspect.signature(function).parameters
        result = function(**{name if name in known else "axis": place for name, place in arguments.items()}, **attrs)
        listed = list(result) if isinstance(result, (list, tuple)) else [result]
        node = listed[0].op.node_def
        if op == "DepthwiseConv2dNative" and attrs.get("dilations", [1, 1, 1, 1]) != [1, 1, 1, 1]:
            # The op's own gradient fails on a CPU; this goes by SpaceToBatch and BatchToSpace.
            listed = [tf.nn.depthwise_conv2d(*places, attrs["strides"], attrs["padding"], dilations=attrs["dilations"][1:3])]
        if op.startswith("FusedBatchNorm"):
            listed = listed[:1]
        floats = [tf.cast(y, tf.float32) for y in listed]
        weights = [tf.constant(values(y.shape.as_list(), 90 + k)) for k, y in enumerate(listed)]
        loss = tf.add_n([tf.reduce_sum(y * w) for y, w in zip(floats, weights)])
        sources = list(feed)
        with tf1.Session() as session:
            out = session.run(floats, feed)
            try:
                found = tf.gradients(loss, sources)
                grads = [None if g is None else session.run(tf.convert_to_tensor(g), feed) for g in found]
                untold = False
            except (tf.errors.OpError, LookupError, NotImplementedError) as error:
                grads, untold = [None] * len(sources), True
                print(op, attrs, "no gradient in TensorFlow:", str(error)[:80].replace("\n", " "))
    short = lambda array: [float(f"{value:.7g}") for value in np.asarray(array).flatten()]
    cases.append({
        "op": op,
        "inputs": list(inputs),
        **({"kinks": True} if kinks else {}),
        "attr": MessageToDict(node)["attr"] if node.attr else {},
        "outputs": [{"shape": list(y.shape), "values": short(y)} for y in out],
        "gradients": "untold" if untold else [None if g is None else short(g) for g in grads],
    })


def resizes():
    sizes = [((2, 4, 5, 2), (8, 10)), ((2, 5, 4, 1), (7, 9)), ((2, 7, 6, 2), (3, 4)), ((1, 3, 4, 1), (3, 4)),
             ((1, 3, 3, 2), (1, 5)), ((2, 1, 1, 3), (3, 2)), ((1, 8, 8, 1), (4, 2)), ((2, 2, 3, 1), (5, 1))]
    modes = [dict(align_corners=a, half_pixel_centers=h) for a, h in ((False, False), (True, False), (False, True))]
    for op in ("ResizeBilinear", "ResizeNearestNeighbor"):
        for mode in modes:
            for shape, size in sizes:
                case(op, x(*shape), const(size), **mode)


def pads():
    for mode in ("REFLECT", "SYMMETRIC"):
        case("MirrorPad", x(2, 4, 5, 2), const([[0, 0], [1, 2], [3, 1], [0, 0]]), mode=mode)
        case("MirrorPad", x(1, 3, 3, 1), const([[0, 0], [2, 2], [2, 2], [0, 0]]), mode=mode)
        case("MirrorPad", x(2, 3, 4, 2), const([[1, 1], [0, 2], [0, 0], [1, 0]]), mode=mode)
        case("MirrorPad", x(5), const([[2, 4]]), mode=mode)
    case("MirrorPad", x(2, 3), const([[2, 2], [3, 3]]), mode="SYMMETRIC")
    case("Pad", x(2, 3, 4, 2), const([[0, 0], [1, 2], [0, 3], [0, 0]]))
    case("PadV2", x(2, 3), const([[1, 0], [2, 1]]), const(0.5, "float32"))


def convolutions():
    geometry = [(1, "SAME", 1), (2, "SAME", 1), (1, "VALID", 1), (1, "SAME", 2), (1, "VALID", 2), (1, "SAME", 3)]
    for stride, padding, dilation in geometry:
        steps = dict(strides=[1, stride, stride, 1], padding=padding, dilations=[1, dilation, dilation, 1])
        case("Conv2D", x(2, 7, 6, 3), x(3, 3, 3, 4), **steps)
        case("DepthwiseConv2dNative", x(2, 7, 6, 3), x(3, 3, 3, 2), **steps)
    for size, stride, dilation in (((2, 3), 1, 2), ((1, 3), 1, 3), ((3, 2), 1, 2)):
        steps = dict(strides=[1, stride, stride, 1], padding="SAME", dilations=[1, dilation, 1, 1])
        case("Conv2D", x(1, 8, 5, 2), x(*size, 2, 3), **steps)
    case("Conv2D", x(2, 6, 6, 2), x(3, 3, 2, 3), strides=[1, 1, 1, 1], dilations=[1, 1, 2, 1], padding="EXPLICIT",
         explicit_paddings=[0, 0, 1, 2, 0, 3, 0, 0])
    case("Conv2D", x(2, 5, 6, 2), x(3, 3, 2, 3), strides=[1, 2, 2, 1], padding="EXPLICIT",
         explicit_paddings=[0, 0, 1, 1, 2, 0, 0, 0])
    case("DepthwiseConv2dNative", x(1, 5, 6, 2), x(3, 3, 2, 1), strides=[1, 2, 2, 1], padding="EXPLICIT",
         explicit_paddings=[0, 0, 1, 1, 2, 0, 0, 0])
    case("Conv2D", x(2, 5, 5, 4), x(3, 3, 2, 6), strides=[1, 1, 1, 1], padding="SAME")
    case("Conv2D", x(1, 6, 5, 6), x(3, 3, 2, 3), strides=[1, 2, 2, 1], padding="SAME")
    for stride, padding, side in ((1, "SAME", 5), (2, "SAME", 6), (2, "SAME", 5), (2, "VALID", 7)):
        out = -(-side // stride) if padding == "SAME" else (side - 3) // stride + 1
        case("Conv2DBackpropInput", const([2, side, side, 2]), x(3, 3, 2, 3), x(2, out, out, 3),
             strides=[1, stride, stride, 1], padding=padding)
    case("Conv3D", x(1, 4, 5, 4, 2), x(2, 3, 2, 2, 3), strides=[1, 1, 1, 1, 1], padding="SAME")
    case("Conv3D", x(2, 4, 4, 5, 1), x(3, 2, 2, 1, 2), strides=[1, 2, 1, 2, 1], padding="VALID")
    case("Dilation2D", x(1, 5, 5, 2, scale=1), x(2, 2, 2, scale=0.3), strides=[1, 1, 1, 1], rates=[1, 1, 1, 1],
         padding="SAME", kinks=True)


def pools():
    for size, stride, padding in ((2, 2, "VALID"), (3, 1, "SAME"), (3, 2, "SAME"), (3, 2, "VALID"), (2, 3, "SAME")):
        square = dict(ksize=[1, size, size, 1], strides=[1, stride, stride, 1], padding=padding)
        case("AvgPool", x(2, 5, 6, 2), **square)
        case("MaxPool", x(2, 5, 6, 2), kinks=True, **square)
        cube = dict(ksize=[1, size, size, size, 1], strides=[1, stride, stride, stride, 1], padding=padding)
        case("AvgPool3D", x(1, 3, 4, 5, 2), **cube)
        case("MaxPool3D", x(1, 3, 4, 5, 2), kinks=True, **cube)


def normalisations():
    norm = dict(epsilon=0.001, is_training=False)
    case("FusedBatchNormV3", x(2, 3, 4, 5), x(5), x(5), x(5), x(5, scale=0.3, shift=0.8), data_format="NHWC", **norm)
    case("FusedBatchNormV3", x(2, 3, 2, 3), const([1, 1, 1], "float32"), x(3), x(3), x(3, scale=0.3, shift=0.8), **norm)
    case("FusedBatchNormV3", x(1, 4, 5, 1), x(4), x(4), const([], "float32"), const([], "float32"), data_format="NCHW",
         epsilon=0.001, is_training=True)
    case("FusedBatchNormV3", x(2, 3, 2, 4), x(4), x(4), const([], "float32"), const([], "float32"), epsilon=0.01,
         is_training=True)
    case("LRN", x(2, 2, 3, 7), depth_radius=2, bias=1.0, alpha=0.5, beta=0.75)
    case("LRN", x(1, 3, 2, 4), depth_radius=5, bias=2.0, alpha=0.1, beta=0.5)
    case("Softmax", x(3, 5))
    case("LogSoftmax", x(3, 5))


def binaries():
    shapes = [((2, 3, 4), (2, 3, 4)), ((2, 3, 4), (4,)), ((4,), (2, 3, 4)), ((2, 3, 1), (1, 4)), ((), (2, 3)),
              ((2, 3), ()), ((2, 1, 4), (2, 3, 1))]
    for a, b in shapes:
        for op in ("AddV2", "Sub", "Mul", "SquaredDifference"):
            case(op, x(*a), x(*b))
        away = x(*b, scale=0.4, shift=1.2)
        for op in ("RealDiv", "DivNoNan"):
            case(op, x(*a), away)
        case("Pow", x(*a, scale=0.4, shift=1.2), x(*b))
        case("Atan2", x(*a, scale=0.4, shift=1.2), x(*b))
        for op in ("Maximum", "Minimum"):
            case(op, x(*a), x(*b, shift=0.005), kinks=True)
        case("FloorMod", x(*a, shift=0.0025, scale=1), const(np.full(b, 0.7), "float32"), kinks=True)
        case("FloorDiv", x(*a, shift=0.0025, scale=1), const(np.full(b, 0.7), "float32"), kinks=True)
    case("DivNoNan", x(2, 3), const([[0, 1, 2], [0, 0, -1]], "float32"))
    case("AddN", x(2, 3), x(2, 3), x(2, 3))
    case("BiasAdd", x(2, 3, 3, 4), x(4))
    case("Maximum", const([[1, 2, 3]], "float32"), x(2, 3), kinks=True)


def unaries():
    for op in ("Erf", "Exp", "Expm1", "Sigmoid", "Tanh", "Softplus", "Sin", "Cos", "Sinh", "Cosh", "Atan", "Asinh",
               "Square", "Neg", "Identity"):
        case(op, x(2, 7))
    for op in ("Log", "Log1p", "Sqrt", "Rsqrt", "Reciprocal"):
        case(op, x(2, 7, scale=0.4, shift=1.2))
    for op in ("Acos", "Asin", "Atanh", "Tan"):
        case(op, x(2, 7, scale=0.5))
    case("Acosh", x(2, 7, scale=0.4, shift=2.2))
    for op in ("Abs", "Relu", "Elu", "Selu", "Sign", "Floor", "Ceil", "Round"):
        case(op, x(5, 7, scale=2, shift=0.003), kinks=True)
    case("Relu6", x(5, 7, scale=8), kinks=True)
    case("LeakyRelu", x(5, 7), alpha=0.15, kinks=True)
    case("ClipByValue", x(5, 7), const(-0.5, "float32"), const(0.7, "float32"), kinks=True)


def layouts():
    case("Tile", x(2, 3), const([2, 3]))
    case("Tile", x(2, 1, 3, 2), const([1, 4, 2, 1]))
    case("Tile", x(2, 1, 3, 1, 2), const([1, 2, 1, 3, 2]))
    case("Tile", x(1, 2, 1, 2, 1, 2), const([2, 1, 2, 1, 2, 1]))
    case("BroadcastTo", x(3, 1), const([2, 3, 4]))
    case("Transpose", x(2, 3, 4), const([2, 0, 1]))
    case("Transpose", x(1, 2, 3, 2, 2), const([0, 4, 2, 1, 3]))
    case("Transpose", x(1, 2, 3, 2, 2, 2), const([0, 5, 4, 2, 1, 3]))
    case("Reshape", x(2, 6), const([3, 4]))
    case("Squeeze", x(2, 1, 3, 1), axis=[1, 3])
    case("ExpandDims", x(2, 3), const(1))
    case("ReverseV2", x(2, 3, 4), const([1, 2]))
    case("ConcatV2", x(2, 3), x(2, 1), x(2, 2), const(1))
    case("Pack", x(2, 3), x(2, 3), axis=1)
    case("Unpack", x(2, 3, 2), num=3, axis=1)
    case("Split", const(2), x(2, 3, 4), num_split=2)
    case("SplitV", x(2, 6), const([1, 3, 2]), const(1), num_split=3)
    case("Slice", x(3, 4, 2), const([1, 0, 1]), const([2, 3, 1]))
    spans = dict(begin_mask=0, end_mask=0, ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=0)
    case("StridedSlice", x(2, 6, 5, 2), const([0, 1, 0, 0]), const([2, 6, 5, 2]), const([1, 2, 3, 1]), **spans)
    case("StridedSlice", x(2, 6, 5), const([0, 0, 0]), const([0, 0, 0]), const([1, 2, 1]),
         **{**spans, "begin_mask": 7, "end_mask": 7})
    case("StridedSlice", x(3, 5), const([2, 4]), const([0, 0]), const([-1, -2]), **spans)
    case("StridedSlice", x(3, 5), const([-1, 0]), const([0, 4]), const([1, 1]), **{**spans, "shrink_axis_mask": 1})
    case("StridedSlice", x(3, 4, 5), const([0, 1]), const([0, 2]), const([1, 1]),
         **{**spans, "ellipsis_mask": 1, "shrink_axis_mask": 2})
    case("StridedSlice", x(3, 4), const([0, 0, 0]), const([0, 0, 2]), const([1, 1, 1]),
         **{**spans, "begin_mask": 1, "end_mask": 1, "new_axis_mask": 2})
    case("StridedSlice", x(3, 8), const([0, -3]), const([3, -7]), const([2, -1]), **spans)
    case("DepthToSpace", x(2, 2, 3, 8), block_size=2)
    case("SpaceToBatchND", x(1, 4, 6, 2), const([2, 3]), const([[0, 0], [1, 2]]))
    case("BatchToSpaceND", x(6, 2, 3, 2), const([2, 3]), const([[1, 0], [0, 2]]))
    case("GatherV2", x(4, 3), const([2, 0, 2, 1]), const(0))
    case("GatherV2", x(2, 5, 3), const([4, 4, 1]), const(1))
    case("GatherV2", x(2, 5, 3), const([[2, 0], [1, 1]]), const(-1))
    case("GatherV2", x(2, 5, 3), const([[4, 0, 4], [1, 2, 2]]), const(1), batch_dims=1)
    case("GatherV2", x(2, 2, 4), const([[[0, 3], [1, 1]], [[2, 2], [3, 0]]]), const(2), batch_dims=2)
    case("GatherV2", x(3, 4), const(1), const(1))
    case("GatherNd", x(3, 4, 2), const([[0, 1], [2, 3], [0, 1]]))
    case("GatherNd", x(3, 4), const([[2], [2], [0]]))
    case("GatherNd", x(3, 4), const([[[0, 0], [1, 1]], [[2, 3], [0, 0]]]))
    case("ScatterNd", const([[1], [3]]), x(2, 3), const([5, 3]))
    case("ScatterNd", const([[1], [1], [0]]), x(3, 2), const([3, 2]))
    case("TensorScatterUpdate", x(4, 3), const([[1], [3]]), x(2, 3))
    case("ReverseV2", x(2, 3, 4), const([-1]))
    case("Cast", x(2, 3, scale=3), DstT=tf.int32, kinks=True)
    case("MatrixBandPart", x(2, 4, 4), const(1), const(0))
    case("SelectV2", const([[True], [False]], "bool"), x(2, 3), x(3))
    case("SelectV2", const([True, False, True], "bool"), x(2, 3), x(2, 1))
    case("SelectV2", const([[True, False, True], [False, True, False]], "bool"), x(2, 3), x(2, 3))
    case("CropAndResize", x(2, 5, 6, 2), const([[0, 0.1, 0.9, 1], [0.2, 0, 1.2, 0.7]], "float32"), const([1, 0]),
         const([3, 4]), method="bilinear")


def products():
    case("MatMul", x(3, 4), x(4, 2))
    case("MatMul", x(4, 3), x(2, 4), transpose_a=True, transpose_b=True)
    case("BatchMatMulV2", x(2, 3, 4), x(2, 4, 2))
    case("BatchMatMulV2", x(2, 3, 3, 4), x(3, 4, 2))
    case("BatchMatMulV2", x(3, 4), x(2, 4, 2))
    case("BatchMatMulV2", x(2, 1, 3, 4), x(3, 2, 4), adj_y=True)
    case("BatchMatMulV2", x(2, 4, 3), x(1, 4, 2), adj_x=True)
    for equation, a, b in (("ab,bc->ac", (2, 3), (3, 4)), ("abc,cd->abd", (2, 3, 4), (4, 2)),
                           ("abc,cde->abde", (2, 3, 4), (4, 2, 3)), ("acbe,aecd->abcd", (2, 3, 2, 4), (2, 4, 3, 2)),
                           ("aecd,abcd->acbe", (2, 3, 2, 4), (2, 5, 2, 4)), ("bhwc,hkc->bhwk", (2, 3, 2, 4), (3, 5, 4)),
                           ("abc,abd->acd", (2, 3, 4), (2, 3, 5)), ("ab,ab->a", (3, 4), (3, 4)), ("ij,k->ijk", (2, 3), (4,))):
        case("Einsum", x(*a), x(*b), equation=equation)
    case("Einsum", x(2, 3), equation="ij->ji")
    case("Einsum", x(2, 3, 4), equation="ijk->ik")


def reductions():
    for axes, keep in (([0, 1], False), ([1, 2], True), ([-1], False), ([0], True)):
        for op in ("Sum", "Mean", "Prod"):
            case(op, x(2, 3, 4), const(axes), keep_dims=keep)
        for op in ("Max", "Min"):
            case(op, x(2, 3, 4), const(axes), keep_dims=keep, kinks=True)
    tied = const([[1, 3, 3, 2], [0, 0, 0, 0], [5, 5, 4, 5]], "float32")
    for op in ("Max", "Min"):
        case(op, {**tied, "ties": True}, const([1]), keep_dims=False, kinks=True)
    square = dict(ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="VALID")
    case("MaxPool", {**const(np.array([1, 3, 3, 2, 0, 0, 0, 0]).reshape(1, 2, 4, 1), "float32"), "ties": True}, kinks=True,
         **square)
    case("EuclideanNorm", x(2, 3, 4), const([1, 2]), keep_dims=True)
    for exclusive in (False, True):
        for reverse in (False, True):
            order = dict(exclusive=exclusive, reverse=reverse)
            case("Cumsum", x(2, 5, 3), const(1), **order)
            case("Cumsum", x(2, 4), const(-1), **order)
            case("Cumsum", x(2, 1, 3, 2), const(2), **order)
            case("Cumprod", x(2, 5, 3), const(1), **order)
            case("Cumprod", x(4, 2), const(0), **order)
    case("TopKV2", x(2, 6), const(3), kinks=True)


for table in (resizes, pads, convolutions, pools, normalisations, binaries, unaries, layouts, products, reductions):
    table()
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.json"), "w", encoding="utf8") as file:
    file.write("[\n" + ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in cases) + "\n]\n")
print(len(cases), "cases")
