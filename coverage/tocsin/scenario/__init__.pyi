"""The public names, once: read by type checkers, and by `tocsin.lazy` at run time."""

from tocsin.sensors.kind import SensorSpec as SensorSpec
from tocsin.sensors.orbit import OrbitSpec as OrbitSpec

from .cards import CardNumber as CardNumber
from .cards import Cards as Cards
from .cards import packaged_cards as packaged_cards
from .models import Scenario as Scenario
from .schema import json_schema as json_schema
from .specs import ArcSpec as ArcSpec
from .specs import DelaySpec as DelaySpec
from .specs import NationSpec as NationSpec
from .starters import TEMPLATES as TEMPLATES
from .starters import scaffold as scaffold
