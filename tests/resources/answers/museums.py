"""Museums and exhibitions."""

from typing import Any, Final

from tests.resources.answers.answered import Answered, at, meta

PICTURE: Final[dict[str, Any]] = {
    "title": None,
    "description": None,
    "copyright_info": "<b>© Haus</b>",
    "original": "https://smb.gomus.de/production/exhibitions/64/original/muenzen.jpg?1509026217",
    "teaser": "../teaser/muenzen.jpg",
    "preview": "../preview/muenzen.jpg",
    "article": None,
    "detail": "../detail/muenzen.jpg",
    "teaser_3x2": "../teaser_3x2/muenzen.jpg",
    "preview_3x2": None,
    "article_3x2": "../article_3x2/muenzen.jpg",
    "detail_3x2": "../detail_3x2/muenzen.jpg",
}
LOCATION: Final[dict[str, Any]] = {
    "name": "Altes Museum",
    "city": "Berlin",
    "country": "Deutschland",
    "street": "Am Lustgarten",
    "zip": "10178",
    "latitude": 52.519,
    "longitude": 13.398,
}
CONTENT: Final[dict[str, Any]] = {
    "cms_title": "Altes Museum",
    "shop_description": '<p class="x">Die <em>Antike</em> &amp; mehr</p>',
    "picture_title": "",
}
ROW: Final[dict[str, Any]] = {
    "id": 5,
    "title": "Altes Museum",
    "sub_title": "Antikensammlung",
    "picture": PICTURE,
}
EXHIBITION: Final[dict[str, Any]] = {
    "id": 64,
    "museum_id": 5,
    "foreign_id": "EX-64",
    "title": "Muse Macht Moneten",
    "sub_title": "Münzen",
    "slider_description": "<p>Geld</p>",
    "featured": True,
    "picture": PICTURE,
    "time_frames": [
        {"start_at": "2016-11-25T00:00:00+01:00", "end_at": "2018-01-07T23:59:59+01:00"},
        {"start_at": "2019-05-01T00:00:00+02:00"},
    ],
}


def flat(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """The values of a part that are read as they are."""
    return {f"{name}.{key}": value for key, value in part.items()}


ROW_VALUES: Final = {
    "id": 5,
    "title": "Altes Museum",
    "sub_title": "Antikensammlung",
    **flat("picture", PICTURE),
}
EXHIBITION_VALUES: Final = {
    **{key: EXHIBITION[key] for key in ("id", "museum_id", "foreign_id", "title", "sub_title")},
    "slider_description": "<p>Geld</p>",
    "featured": True,
    **flat("picture", PICTURE),
    "time_frames.0.start_at": at("2016-11-25T00:00:00+01:00"),
    "time_frames.0.end_at": at("2018-01-07T23:59:59+01:00"),
    "time_frames.1.start_at": at("2019-05-01T00:00:00+02:00"),
    "time_frames.1.end_at": None,
}
DETAILS: Final = {"description": "<p>Lang</p>", "content": CONTENT, "location": LOCATION}
DETAIL_VALUES: Final = {
    "description": "<p>Lang</p>",
    "content": CONTENT,
    **flat("location", LOCATION),
}

MUSEUMS: Final = (
    Answered(
        name="museums.list",
        call=lambda g: g.museums.list().first(),
        json={"museums": [ROW], "meta": meta(40)},
        values=ROW_VALUES,
        entity=("museums", 0),
        required=frozenset({"museums.id"}),
    ),
    Answered(
        name="museums.get",
        call=lambda g: g.museums.get(5),
        json={
            "museum": {
                **ROW,
                **DETAILS,
                "created_at": "2016-07-06T11:00:00+02:00",
                "updated_at": "2016-12-06T11:00:00+01:00",
            }
        },
        values={
            **ROW_VALUES,
            **DETAIL_VALUES,
            "created_at": at("2016-07-06T11:00:00+02:00"),
            "updated_at": at("2016-12-06T11:00:00+01:00"),
        },
        entity=("museum",),
        required=frozenset({"museum.id"}),
    ),
    Answered(
        name="museums.opening_hours",
        call=lambda g: g.museums.opening_hours(5),
        json={
            "opening_hours": {
                "begin": "2016-07-06T10:00:00+02:00",
                "end": "2016-07-06T18:00:00+02:00",
            }
        },
        values={
            "0.begin": at("2016-07-06T10:00:00+02:00"),
            "0.end": at("2016-07-06T18:00:00+02:00"),
        },
    ),
    Answered(
        name="museums.schedules",
        call=lambda g: g.museums.schedules(5),
        json={"schedules": [{"tours": [], "events": [{"id": 7}]}]},
        values={},
    ),
    Answered(
        name="exhibitions.list",
        call=lambda g: g.exhibitions.list().first(),
        json={"exhibitions": [EXHIBITION], "meta": meta(1)},
        values=EXHIBITION_VALUES,
        entity=("exhibitions", 0),
        required=frozenset({"exhibitions.id"}),
    ),
    Answered(
        name="exhibitions.get",
        call=lambda g: g.exhibitions.get(64),
        json={"exhibition": {**EXHIBITION, **DETAILS}},
        values={**EXHIBITION_VALUES, **DETAIL_VALUES},
        entity=("exhibition",),
        required=frozenset({"exhibition.id"}),
    ),
)
