"""Whether a difference between two policies holds over the ranges of everything not known."""
