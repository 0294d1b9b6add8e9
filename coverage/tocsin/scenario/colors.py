"""Names of colours that a nation may bear in figures: those of CSS, which matplotlib knows too."""

from typing import Annotated

from pydantic import AfterValidator, Field

from tocsin.fields import problem
from tocsin.words import did_you_mean

# Written out, since a file is checked without matplotlib; a test compares.
_NAMES = """
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet
    brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan
    darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen
    darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey
    darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite
    forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
    hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue
    lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon
    lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime
    limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple
    mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue
    mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum
    powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen
    seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal
    thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen
"""
COLOR_NAMES = frozenset(_NAMES.split())


def _check_name(color: str) -> str:
    if not color.startswith("#") and color not in COLOR_NAMES:
        hint = did_you_mean(color, sorted(COLOR_NAMES))
        raise problem(f"Must be #rrggbb or the name of a colour.{hint}")
    return color


Color = Annotated[
    str, Field(pattern=r"^(#[0-9A-Fa-f]{6}|[a-z]{3,30})$"), AfterValidator(_check_name)
]
