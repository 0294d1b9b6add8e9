"""The page with the engine behind it, served to browsers of this machine: ``tocsin app``."""
