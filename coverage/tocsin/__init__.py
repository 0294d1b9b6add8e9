"""tocsin: how many seconds are left when a nation first holds a notice it may use. Notional."""

from importlib.metadata import version

__version__ = version("tocsin")
