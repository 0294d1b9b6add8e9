"""What comes of a notice. The codes are positions in `STATUSES`, the worst first.

*Warned*: public notice before impact. *Late*: a usable item before impact, but public notice at or
after it, or no confirmation ever. *Never*: no usable item before impact.
"""

STATUSES = ("never", "late", "warned")
NEVER, LATE, WARNED = range(3)
# Under this a change of the warning [s] is none: it is below what the model can tell.
NO_CHANGE_S = 0.5
