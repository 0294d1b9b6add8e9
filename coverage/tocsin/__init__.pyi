"""The public names, once: read by type checkers, and by `tocsin.lazy` at run time."""

from tocsin.answers.burden import burden as burden
from tocsin.answers.compare import compare as compare
from tocsin.answers.coverage.ask import coverage as coverage
from tocsin.answers.explain.question import explain as explain
from tocsin.answers.footprint import footprint as footprint
from tocsin.answers.friction import friction as friction
from tocsin.answers.history import history as history
from tocsin.answers.rank import rank as rank
from tocsin.answers.run import Result as Result
from tocsin.answers.run import run as run
from tocsin.answers.verdict.ask import verdict as verdict
from tocsin.engine.bank import Bank as Bank
from tocsin.engine.world import World as World
from tocsin.errors import InputError as InputError
from tocsin.errors import RunError as RunError
from tocsin.errors import TocsinError as TocsinError
from tocsin.exports.export import export as export
from tocsin.io.elevation import horizon as horizon
from tocsin.scenario import Scenario as Scenario
from tocsin.scenario.shipped import scenarios as scenarios
from tocsin.study import Study as Study
from tocsin.study import sweep as sweep

__version__: str
