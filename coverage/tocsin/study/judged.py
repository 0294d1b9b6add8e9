"""The verdict of a study: two values of an axis, paired run by run over all else that it varies."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.answers.verdict.found import NUMBERS, finding_words, numbers_of
from tocsin.checks import check_names
from tocsin.engine.measures import MEANS
from tocsin.errors import InputError

from .finished import columns_of, current_files_of
from .results import load_table
from .tables import ROW

if TYPE_CHECKING:
    import pandas as pd

# A study has no case at the cards beside its runs.
_NUMBERS = tuple(name for name in NUMBERS if not name.startswith("at_cards"))
VERDICT_COLUMNS = (*ROW, "draws", "refused", *_NUMBERS, "word", "finding")


def verdict(
    out: str | Path,
    a: str,
    b: str,
    *,
    axis: str | None = None,
    by: str | None = None,
    measure: str | None = None,
) -> "pd.DataFrame":
    """Tell whether one value of an axis is better than another over the runs of a study.

    As `tocsin.answers.verdict.ask.verdict`, in the same words, with the study's sample as draws: it
    may have thousands, be resumed, and run on a cluster. Shares are of runs, not probabilities.

    Parameters
    ----------
    out : path-like
        Folder of a study, finished or not.
    a, b : str
        Values of one axis, policies say; A is the baseline, and every gain is of B over A.
    axis : str, optional
        That axis; by default the one that has both values.
    by : str, optional
        Another axis: a verdict for each of its values by itself.
    measure : str, optional
        Mean warning, or another mean in seconds that the study keeps.

    Returns
    -------
    DataFrame
        A row a launch, nation and arc (and value of `by`), columns `VERDICT_COLUMNS`: ``draws``
        that are paired and ``refused`` ones of which a side failed, the gain [s], counts, words.

    Raises
    ------
    InputError
        If a name is unknown, or no run of A has its like among those of B.
    """
    plan, _ = current_files_of(out)
    axes = [column.name for column in plan.columns]
    kept = [name for name in plan.study.file.measures if name in MEANS]
    if not kept:
        raise InputError(f"The study keeps no mean to judge by. Keep one of {', '.join(MEANS)}.")
    measure = measure or kept[0]
    check_names([measure], kept, kind="measure")
    check_names([by] if by else [], axes, kind="axis")
    frame = load_table(out, columns=columns_of(plan), where="true")
    axis = axis or _axis_of(frame, axes, (a, b))
    check_names([axis], axes, kind="axis")
    if by == axis:
        raise InputError(f"Axis {axis!r} is what is judged. Choose another one to go by.")
    sides = [frame[frame[axis].astype(str) == value] for value in (a, b)]
    # What both have in common tells a pair: the same point of the sample, the same date ...
    common = [name for name in axes if name != axis]
    failed = {
        tuple(row) for side in sides for row in side[side["error"].notna()][common].to_numpy()
    }
    before, after = (
        side[side["error"].isna()].set_index([*common, *ROW])[measure].rename(str(number))
        for number, side in enumerate(sides)
    )
    pairs = before.to_frame().join(after, how="inner").dropna().reset_index()
    if not len(pairs):
        raise InputError(
            f"No run with {axis} {a!r} has its like with {b!r}: other axes change along with it."
        )
    pairs["gain_s"] = pairs["1"] - pairs["0"]
    return _judged(pairs, failed, by=by, common=common, names=(a, b))


def _axis_of(frame: "pd.DataFrame", axes: list[str], values: tuple[str, str]) -> str:
    found = [name for name in axes if set(values) <= set(frame[name].astype(str))]
    if len(found) != 1:
        which = f"Several axes ({', '.join(found)}) have" if found else "No axis has"
        raise InputError(
            f"{which} both {values[0]!r} and {values[1]!r}. Name one of {', '.join(axes)}."
        )
    return found[0]


def _judged(
    pairs: "pd.DataFrame",
    failed: set[tuple[Any, ...]],
    *,
    by: str | None,
    common: list[str],
    names: tuple[str, str],
) -> "pd.DataFrame":
    import pandas as pd

    groups = [*([by] if by else []), *ROW]
    rows = []
    for key, part in pairs.groupby(groups, sort=False, observed=True):
        about = dict(zip(groups, key, strict=True))
        lost = [one for one in failed if by is None or one[common.index(by)] == about[by]]
        nothing = float("nan")
        numbers, found = numbers_of(
            part["gain_s"].to_numpy(),
            at_cards_s=nothing,
            at_cards_own_s=nothing,
            refused=len(lost),
        )
        words = finding_words(found, a=names[0], b=names[1], drivers=None, others=False)
        counts = {"draws": len(part), "refused": len(lost)}
        rows.append(about | counts | {name: numbers[name] for name in _NUMBERS} | words)
    return pd.DataFrame(rows, columns=[*([by] if by else []), *VERDICT_COLUMNS])
