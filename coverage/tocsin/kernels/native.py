"""What takes the place of `memory`'s functions in compiled kernels. Imported by `build` alone."""

from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

DOUBLE = 8


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
