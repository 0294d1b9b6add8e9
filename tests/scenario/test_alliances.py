"""Scenarios from tables of alliances: by member, by pair, as public data sets have them."""

import random
from datetime import date

import pytest

from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.alliances import import_alliances

MEMBERS = (
    "id;Member;joined;left;defence\n1;France;1949-08-24;;1\n1;Greece;1952;1974;1\n"
    "1;it;1949-08;;0\n2;France;1900;1914;yes\n2;Atlantis;1900;;no\n"
)
PAIRS = (
    "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,"
    "dyad_end_day,dyad_end_month,dyad_end_year,defense,neutrality,nonaggression,entente\n"
    "1,2,United States of America,640,Turkey,18,2,1952,,,,1,0,0,1\n"
    "1,640,Turkey,2,United States of America,18,2,1952,,,,0,0,0,1\n"
    "1,2,United States of America,200,United Kingdom,24,8,1949,5,6,1990,1,0,0,0\n"
    "7,200,United Kingdom,640,Turkey,,,1950,,,1960,0,1,1,0\n"
)


def made(table, **options):
    found = import_alliances(table.encode(), **options)
    return Scenario.from_text(found.text), found


def stays(agreement):
    return {
        name: tuple(day and day.isoformat() for day in stay)
        for name, stay in agreement.joined.items()
    }


def test_members_pledge_to_all_others_while_both_are_parties():
    scenario, found = made(MEMBERS)
    pact = scenario.agreements["pact-1"]
    # Italy pledges nothing itself, and is pledged to.
    assert set(pact.must) == {("FRA", "GRC"), ("FRA", "ITA"), ("GRC", "FRA"), ("GRC", "ITA")}
    assert stays(pact) == {
        "FRA": ("1949-08-24", None),
        "GRC": ("1952-01-01", "1975-01-01"),
        "ITA": ("1949-08-01", None),
    }
    assert scenario.nations["FRA"].territory.country == "FRA"
    assert scenario.nations["Atlantis"].territory is None
    told = " ".join(found.notes)
    assert "6 dates were years or months" in told
    assert "no territory: Atlantis." in told
    assert all(f"# {note}" in found.text for note in found.notes)
    assert not [each for each in scenario.agreements.values() if each.kind == "sharing"]


def test_pairs_are_directed_and_have_days_in_three_columns():
    scenario, found = made(PAIRS)
    pact = scenario.agreements["pact-1"]
    assert set(pact.must) == {("USA", "TUR"), ("USA", "GBR")}
    assert set(pact.consult) == {("USA", "TUR"), ("TUR", "USA")}
    assert stays(pact)["GBR"] == ("1949-08-24", "1990-06-05")
    assert stays(pact)["USA"] == ("1949-08-24", None)
    assert "pact-7" not in scenario.agreements
    assert "Left out, since neither defence nor consultation is pledged: pact-7." in found.notes


def test_sharing_is_there_only_where_it_is_asked_for():
    scenario, found = made(MEMBERS, as_sharing=("alert", "request"))
    shares = scenario.agreements["pact-1-shares"]
    assert (shares.tier, shares.mode, shares.parties) == ("alert", "request", ("FRA", "GRC", "ITA"))
    assert stays(shares) == stays(scenario.agreements["pact-1"])
    assert "as you asked" in found.notes[-1]


def test_a_part_is_chosen_by_nation_and_by_day():
    scenario, found = made(MEMBERS, nations=["fr", "Greece", "Atlantis"], since=date(1990, 1, 1))
    assert set(scenario.agreements["pact-1"].must) == {("FRA", "GRC"), ("GRC", "FRA")}
    old = MEMBERS.replace("2;Atlantis;1900;;no", "2;Atlantis;1900;1914;no")
    scenario, found = made(old, since=date(1990, 1, 1))
    assert "Left out, since they had ended: pact-2." in found.notes


def test_columns_may_have_any_name():
    table = MEMBERS.replace("Member", "who").replace("defence", "promise")
    scenario, _ = made(table, columns={"member": "who", "defence": "promise"})
    assert scenario.agreements == made(MEMBERS)[0].agreements


def test_countries_may_be_numbers_of_public_data():
    table = "id,ccode,joined,defence\n1,2,1951,1\n1,740.0,1951,1\n1,265,1951,1\n"
    scenario, found = made(table)
    assert list(scenario.agreements["pact-1"].joined) == ["USA", "JPN", "265"]
    told = " ".join(found.notes)
    assert "Numbers read as country codes of the Correlates of War: 2 is USA; 740 is JPN." in told
    assert "no territory: 265." in told
    assert list(made(PAIRS.replace("state_name", "x"))[0].nations)[:3] == ["USA", "TUR", "GBR"]


def test_what_rests_on_what_is_written_only_where_the_table_says_so():
    assert "No column says what rests on what: no requires is written." in made(MEMBERS)[1].notes
    table = "id,member,defence,requires\n1,France,1,\n1,Italy,1,\n2,France,1,1; 9\n2,Italy,1,\n"
    scenario, found = made(table)
    assert scenario.agreements["pact-2"].requires == ("pact-1",)
    assert "Left out of requires, since they are not here: pact-9." in found.notes


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        ("x,y\n1,2\n", ["1: No column is known to be id and member (or a and b)"]),
        (MEMBERS.replace("1952;", "soon;").replace("yes", "perhaps"),
         ["3: Invalid joined 'soon'", "5: Invalid defence 'perhaps'"]),
        (MEMBERS.replace("1;it;", ";it;"), ["4: Has no id"]),
        (MEMBERS.replace("1952;1974", "1974;1952"), ["3: Ends (1953-01-01) before it starts"]),
        ("id,member,defence\n1,France,1\n", ["No alliance of two parties is left"]),
        ("id,member,defence\n1,Foo,1\n1,Bar,1\n", ["No name is that of a country"]),
        ("id,member,defence\n" + "".join(f"1,N{n},1\n" for n in range(64)), ["takes 63 and one"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_line(table, texts):
    with pytest.raises(InputError) as caught:
        import_alliances(table.encode())
    problems = caught.value.problems
    assert len(problems) == len(texts)
    assert all(text in problem for text, problem in zip(texts, problems, strict=True))


def test_eighty_pacts_of_forty_nations_pass_the_check():
    rng = random.Random(7)
    names = [*("France", "Italy", "Spain", "Poland"), *(f"Land {n}" for n in range(36))]
    rows = ["id,member,joined,left,defence,consultation"]
    for number in range(81):
        for name in rng.sample(names, rng.choice([2, 2, 3, 12])):
            joins = rng.randrange(1900, 1990)
            left = rng.choice(["", "", str(joins + rng.randrange(1, 40))])
            rows.append(f"{number},{name},{joins},{left},{rng.randrange(2)},1")
    scenario, _ = made("\n".join(rows))
    assert len(scenario.agreements) == 81
    assert len(scenario.nations) == 41


def test_the_command_never_writes_over_a_file(tmp_path, monkeypatch):
    from tocsin.cli import app

    table, out = tmp_path / "t.csv", tmp_path / "out.yaml"
    table.write_text(MEMBERS)
    words = ["import-alliances", str(table), "-o", str(out)]
    app(words, standalone_mode=False)
    before = out.read_text()
    Scenario.load(out)
    with pytest.raises(InputError, match="exists"):
        app(words, standalone_mode=False)
    assert out.read_text() == before
    table.write_text("x\n1\n")
    with pytest.raises(InputError, match=r"t\.csv:1: No column"):
        app([*words[:-1], str(tmp_path / "other.yaml")], standalone_mode=False)
    monkeypatch.setattr("tocsin.scenario.beside.MAX_BYTES", 2)
    with pytest.raises(InputError, match="Larger than"):
        app([*words[:-1], str(tmp_path / "other.yaml")], standalone_mode=False)
    assert not (tmp_path / "other.yaml").exists()
