"""The public names, once: read by type checkers, and by `tocsin.lazy` at run time.

`explain` has the name of its module: take it from there.
"""

from tocsin.sharing.clauses import CLAUSES as CLAUSES
from tocsin.sharing.clauses import Sharing as Sharing
from tocsin.sharing.clauses.clause import Nations as Nations
from tocsin.sharing.clauses.requires import lacking as lacking
from tocsin.sharing.clauses.requires import rests_on as rests_on
from tocsin.sharing.duties import Defence as Defence
from tocsin.sharing.duties import Obligations as Obligations
from tocsin.sharing.duties import Reason as Reason
from tocsin.sharing.duties import obligations as obligations
from tocsin.sharing.expansion import expand as expand
from tocsin.sharing.explain import Explanation as Explanation
from tocsin.sharing.explain import RefusedRoute as RefusedRoute
from tocsin.sharing.explain import Sighting as Sighting
from tocsin.sharing.grants import TIERS as TIERS
from tocsin.sharing.grants import Grant as Grant
from tocsin.sharing.grants import mask_of as mask_of
from tocsin.sharing.grants import nations_of as nations_of
from tocsin.sharing.graph import sharing_graph as sharing_graph
from tocsin.sharing.network import Network as Network
from tocsin.sharing.refusals import Known as Known
from tocsin.sharing.refusals import Refusal as Refusal
from tocsin.sharing.routes import Hop as Hop
from tocsin.sharing.routes import Route as Route
from tocsin.sharing.shocks import Shock as Shock
from tocsin.sharing.shocks import Suspension as Suspension
from tocsin.sharing.shocks import suspensions as suspensions
