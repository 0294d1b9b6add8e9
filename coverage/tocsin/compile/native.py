"""What takes the place of `memory`'s functions, and of some of Python's, in compiled kernels.

Imported by `build` alone. numba has `min` and `max` too, but compiles them for each kind of number
and with each caller.
"""

from inspect import Parameter, Signature
from operator import gt, lt

from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

from tocsin.compile.twins import types_of

DOUBLE = 8


def _chosen(name, compare):
    """Intrinsic of two numbers: the second where it compares so with the first, else the first."""

    def choose(typingctx, a, b):
        number = typingctx.unify_types(types.unliteral(a), types.unliteral(b))
        test = typingctx.resolve_function_type(compare, (number, number), {})

        def generate(context, builder, signature, args):
            first, second = (
                context.cast(builder, value, given, number)
                for value, given in zip(args, signature.args, strict=True)
            )
            function = context.get_function(compare, test)
            return builder.select(function(builder, (second, first)), second, first)

        return number(a, b), generate

    choose.__name__ = name
    return intrinsic(choose)


smaller = _chosen("min", lt)
larger = _chosen("max", gt)


@intrinsic
def pointer(typingctx, array):
    """Pointer to the first float of a contiguous array."""
    if array.layout != "C" or array.dtype != types.float64:
        raise TypingError(f"A kernel needs contiguous float64 arrays, not {array}.")
    signature = types.CPointer(types.float64)(array)

    def generate(context, builder, signature, args):
        return make_array(signature.args[0])(context, builder, args[0]).data

    return signature, generate


@intrinsic
def shifted(typingctx, where, offset):
    """Pointer to a place that many floats further on."""

    def generate(context, builder, signature, args):
        return builder.gep(args[0], [args[1]])

    return where(where, types.intp), generate


@intrinsic
def floats(typingctx, where, offset, shape):
    """Array of a given shape that starts that many floats after a pointer."""
    array = types.Array(types.float64, len(shape), "C")

    def generate(context, builder, signature, args):
        target = make_array(signature.return_type)(context, builder)
        sizes = cgutils.unpack_tuple(builder, args[2])
        step, strides = context.get_constant(types.intp, DOUBLE), []
        for size in reversed(sizes):
            strides.insert(0, step)
            step = builder.mul(step, size)
        populate_array(
            target,
            data=builder.gep(args[0], [args[1]]),
            shape=sizes,
            strides=strides,
            itemsize=context.get_constant(types.intp, DOUBLE),
            meminfo=None,
        )
        return target._getvalue()

    return array(where, types.intp, types.UniTuple(types.intp, len(shape))), generate


@intrinsic
def copy(typingctx, where, to, source, count):
    """Copy so many floats from one place after a pointer to another; they do not overlap."""

    def generate(context, builder, signature, args):
        place, to, source, count = args
        pair = builder.gep(place, [to]), builder.gep(place, [source])
        cgutils.raw_memcpy(builder, *pair, count, DOUBLE)
        return context.get_dummy_value()

    return types.void(where, types.intp, types.intp, types.intp), generate


@intrinsic
def put(typingctx, where, offset, value):
    """Write that many floats after a pointer, without the look-up of an array."""

    def generate(context, builder, signature, args):
        builder.store(args[2], builder.gep(args[0], [args[1]]))
        return context.get_dummy_value()

    return types.void(where, types.intp, types.float64), generate


@intrinsic
def lowest_bit(typingctx, mask):
    """Place of the lowest bit that is set; one is."""

    def generate(context, builder, signature, args):
        return builder.cttz(args[0], cgutils.true_bit)

    return types.int64(types.uint64), generate


def elsewhere(entry):
    """Intrinsic that calls a seam by its name, whose machine code is in another part.

    numba calls it as it calls all functions, and it never says that an exception was set.
    """
    takes = types_of(entry)
    result = types.int64 if entry.returns else types.none

    def call(typingctx, *given):
        def generate(context, builder, signature, args):
            kind = context.call_conv.get_function_type(signature.return_type, takes)
            function = cgutils.get_or_insert_function(builder.module, kind, entry.name)
            _, value = context.call_conv.call_function(
                builder, function, signature.return_type, takes, args
            )
            return value

        return result(*takes), generate

    call.__name__ = entry.name.replace(".", "_")
    # numba has to know how many arguments there are.
    names = ["typingctx", *(f"a{number}" for number in range(len(takes)))]
    call.__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_ONLY) for name in names])
    return intrinsic(call)
