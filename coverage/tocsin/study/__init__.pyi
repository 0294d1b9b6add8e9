"""The public names, once: read by type checkers, and by `tocsin.lazy` at run time."""

from .file import Study as Study
from .judged import verdict as verdict
from .planning import Plan as Plan
from .planning import plan as plan
from .results import load_dataset as load_dataset
from .results import load_table as load_table
from .results import plot as plot
from .results import summary as summary
from .results import table as table
from .run import Estimate as Estimate
from .run import Outcome as Outcome
from .run import estimate as estimate
from .run import sweep as sweep
from .sql import query as query
