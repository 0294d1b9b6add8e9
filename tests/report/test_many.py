"""The report of many nations says what stands out, and gives few examples by a stated rule."""

import pandas as pd
import pytest

from tocsin.answers.run import Result
from tocsin.answers.standing_out import Standing, examples_of_many
from tocsin.report.parts_many import standouts


def test_sentences_say_what_stands_out_and_count_the_rest(many):
    lines = standouts(many)
    assert len(lines) == 5
    assert lines[0].startswith(
        "Under now, against isolated: 13 nations gain mean warning (most: N09 +16:24, N02 +"
    )
    assert lines[0].endswith("; 2 nations without change.")
    assert lines[1].startswith("Under few, against isolated: 7 nations gain")
    assert lines[2] == "Never warned under any policy: 1 nation (N15)."
    assert lines[3] == (
        "Nations without one warned case: 14 under isolated, 1 under now, 7 under few."
    )


def test_equal_policies_are_told_once_and_one_policy_tells_its_range(many):
    same = Result(many.bank, ("isolated", "now", "again"))
    assert standouts(same)[0].startswith("Under now and again, against isolated")
    (first, never, _) = standouts(Result(many.bank, ("now",)))
    assert first.startswith("Under now: mean warning from 0:00 (N15) to ")
    assert never.startswith("Never warned under now: 1 nation (N15)")


def test_the_page_has_few_examples_and_folds_its_long_tables(many_report):
    text = many_report.read_text("utf-8")
    assert len(text) < 5e6
    assert "32 rows</summary>" in text
    # Who stands for all is in the open table; each nation is in the folded one.
    opened = text[text.index("and examples</caption>") :].split("</table>")[0]
    assert opened.count('scope="rowgroup"') <= 5
    assert "All nations" in opened


@pytest.mark.parametrize(
    ("alone", "allied", "reasons"),
    [
        ([5.0, 0.0, 9.0, 9.0], [5.0, 60.0, 30.0, 9.0],
         {"B": "gains most", "C": "stands in the middle of those that gain"}),
        ([50.0, 9.0, 9.0, 9.0], [5.0, 9.0, 9.0, 9.0], {"A": "loses most"}),
        ([5.0] * 4, [5.0] * 4, {"A": "stands for all: no policy changes anything"}),
    ],
)  # fmt: skip
def test_examples_are_chosen_by_the_rule(alone, allied, reasons):
    mean_s = pd.DataFrame({"alone": alone, "allied": allied}, index=[*"ABCD"])
    assert examples_of_many(Standing(mean_s, mean_s > 0.0)) == reasons


def test_few_nations_keep_a_sentence_and_an_example_each(report):
    text = report.read_text("utf-8")
    assert "and examples</caption>" not in text
    assert "rows</summary>" not in text
