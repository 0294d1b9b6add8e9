"""A box: for which values of a few drivers draws are unlike most others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_FLIPS = 25
DEPTHS = (1, 2, 3)
LEAF = 5
HOLDS = 0.75
"""Least coverage and purity of a box, both cross-validated."""
_FOLDS = 5

# By column the two ends between which a leaf of the tree lies, as shares.
Sides = dict[int, tuple[float, float]]


@dataclass(frozen=True)
class Box:
    """Where draws flip: in one of some boxes, of which one is the rule.

    Attributes
    ----------
    boxes : tuple of dict
        By column the ends (low, high] between which a draw must lie, as shares.
    coverage : float
        Share of the flips that lie within, cross-validated.
    purity : float
        Share of the draws within that are flips, cross-validated.
    """

    boxes: tuple[Sides, ...]
    coverage: float
    purity: float

    def holds(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which draws lie within.

        Examples
        --------
        >>> box = Box(({0: (0.5, 1.0)},), 1.0, 1.0)
        >>> box.holds(np.array([[0.2], [0.7]])).tolist()
        [False, True]
        """
        within = np.zeros(len(points), dtype=bool)
        for sides in self.boxes:
            inside = np.ones(len(points), dtype=bool)
            for column, (low, high) in sides.items():
                inside &= (points[:, column] > low) & (points[:, column] <= high)
            within |= inside
        return within


def find_box(
    points: NDArray[np.float64], flips: NDArray[np.bool_], columns: list[int], *, seed: int
) -> Box | None:
    """Find a box over some columns; None where there is no simple one.

    Parameters
    ----------
    points : ndarray, shape (n, inputs)
    flips : ndarray of bool, shape (n,)
    columns : list of int
        The drivers that were named.
    seed : int

    Notes
    -----
    A decision tree of three levels at most; its depth is chosen, and its coverage and purity are
    told, by stratified cross-validation. Scenario discovery in the manner of Bryant and Lempert,
    Technological Forecasting and Social Change 77 (2010) 34, with a tree in place of PRIM.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> points = rng.random((300, 4))
    >>> box = find_box(points, points[:, 2] > 0.8, [2], seed=0)
    >>> [round(end, 1) for end in box.boxes[0][2]]
    [0.8, 1.0]
    """
    if flips.sum() < MIN_FLIPS or len(flips) - flips.sum() < MIN_FLIPS or not columns:
        return None
    from sklearn.metrics import f1_score, make_scorer
    from sklearn.model_selection import StratifiedKFold, cross_val_predict, cross_val_score
    from sklearn.tree import DecisionTreeClassifier

    chosen = points[:, columns]
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    trees = [
        DecisionTreeClassifier(max_depth=depth, min_samples_leaf=LEAF, random_state=seed)
        for depth in DEPTHS
    ]
    score = make_scorer(f1_score, zero_division=0.0)
    marks = [cross_val_score(tree, chosen, flips, cv=folds, scoring=score).mean() for tree in trees]
    # Of equals the shallowest, which is the one to read.
    tree = trees[int(np.argmax(np.round(marks, 2)))]
    told = cross_val_predict(tree, chosen, flips, cv=folds)
    right = float((told & flips).sum())
    if not right:
        return None
    coverage, purity = right / float(flips.sum()), right / float(told.sum())
    if min(coverage, purity) < HOLDS:
        return None
    return Box(tuple(_boxes(tree.fit(chosen, flips).tree_, columns)), coverage, purity)


def _boxes(tree: "object", columns: list[int]) -> list[Sides]:
    """Return the leaves of a fitted tree that are flips; a branch of nothing else is one box."""
    from sklearn.tree._tree import Tree  # for the names of its arrays

    assert isinstance(tree, Tree)

    def below(node: int, sides: Sides) -> list[Sides] | None:
        """Boxes within a branch; None stands for the whole branch."""
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left < 0:
            no, yes = tree.value[node][0]
            return None if yes > no else []
        column, at = columns[tree.feature[node]], float(tree.threshold[node])
        low, high = sides.get(column, (-np.inf, np.inf))
        parts = [sides | {column: (low, at)}, sides | {column: (at, high)}]
        found = [below(left, parts[0]), below(right, parts[1])]
        if found == [None, None]:
            return None
        return [
            box
            for part, boxes in zip(parts, found, strict=True)
            for box in ([part] if boxes is None else boxes)
        ]

    whole = below(0, {})
    boxes = [{}] if whole is None else whole
    return [{column: _within(ends) for column, ends in box.items()} for box in boxes]


def _within(ends: tuple[float, float]) -> tuple[float, float]:
    # Shares run from 0 to 1; a little under 0, since the low end is not within.
    return max(ends[0], -1e-9), min(ends[1], 1.0)
