"""What a scenario may say under ``agreements``: who shares what with whom, who acts for whom."""

from typing import Annotated

from pydantic import Field

from tocsin.sharing.clauses import Sharing
from tocsin.sharing.clauses.mode import ModeTerms
from tocsin.sharing.clauses.tier import TierTerms
from tocsin.sharing.duties import Defence

Agreement = Annotated[Sharing | Defence, Field(discriminator="kind")]


class Mesh(ModeTerms, TierTerms):
    """A full mesh laid over a policy: every ordered pair, items and onward any."""

    def agreement(self) -> Sharing:
        """Return the agreement that it comes to.

        >>> Mesh(tier="alert").agreement().shape
        'mesh'
        """
        terms = {name: getattr(self, name) for name in type(self).model_fields}
        return Sharing(kind="sharing", mesh=True, **terms)
