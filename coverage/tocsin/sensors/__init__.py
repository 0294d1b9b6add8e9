"""What can see: one module a kind of sensor, behind one interface.

- ``kind``: the interface: what a kind says of itself, and what one of its sensors can be asked.
- ``kinds``: the kinds, one module each; ``KINDS`` is read by all who ask for them by name.
- ``models``, ``resolve``: the entry of a scenario file, the card of a class, and their union.
- ``watch``, ``finders``: sensors laid out over a launch point, and how their windows are found.

Importing ``kind``, ``kinds``, ``models`` or ``resolve`` loads no numerical library, so that a
scenario is checked quickly.
"""
