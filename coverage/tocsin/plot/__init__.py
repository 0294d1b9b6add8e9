"""Figures. Matplotlib and cartopy live only here; functions take ``ax=None`` and return (fig, ax).

Every figure bears the notional mark. Import the modules one by one; this package imports none.
"""
