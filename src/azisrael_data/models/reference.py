"""The row models of the reference tables: who, what, where, and which works the sources cite."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from azisrael_data import cells, codelists
from azisrael_data.models.base import Kind, OptActor, References, Row, optional, required

Aliases = Annotated[tuple[str, ...] | None, cells.ListOf(limit=4000, member=cells.NAME)]


class ActorRow(Row):
    """One actor, with every name under which the sources speak of it."""

    id: Annotated[str, cells.ACTOR] = required("ISO 3166 alpha-3 code for a state, else lower-case words.")
    name: Annotated[str, cells.NAME] = required("Name in English.")
    kind: Kind = required("Kind of actor.")
    country: Annotated[str | None, cells.ISO3] = optional("ISO 3166 alpha-3 code of its state.")
    cow_code: Annotated[int | None, cells.Integer(low=2, high=990)] = optional(
        "State number of the Correlates of War Project, State System Membership list."
    )
    parent: OptActor = optional("The actor that it belongs to.")
    aliases: Aliases = optional("Literals in the sources that name it, besides `name`.")


class WeaponSystem(Row):
    """One weapon system, or a class of systems."""

    id: Annotated[str, cells.SLUG] = required("Lower-case words.")
    name: Annotated[str, cells.NAME] = required("Name in English.")
    is_class: Annotated[bool, cells.BOOLEAN] = required("Whether it is a class, not one system.")
    parent: Annotated[str | None, cells.SLUG, References("weapon_systems")] = optional("The class it belongs to.")
    maker: OptActor = optional("Company that makes it, where the sources name it.")
    maker_country: Annotated[str | None, cells.ISO3] = optional("ISO 3166 alpha-3 code of the maker's country.")
    sipri_category: Annotated[str | None, cells.Code(codes=codelists.SIPRI_CATEGORY)] = optional(
        "Weapon category of the SIPRI Arms Transfers Database, assigned by this dataset."
    )
    unroca_category: Annotated[str | None, cells.Code(codes=codelists.UNROCA_CATEGORY)] = optional(
        "Category of the United Nations Register of Conventional Arms, assigned by this dataset."
    )
    aliases: Aliases = optional("Literals in the sources that name it, besides `name`.")


class Place(Row):
    """One place, with its position."""

    id: Annotated[str, cells.SLUG] = required("Lower-case words.")
    name: Annotated[str, cells.NAME] = required("Name in English.")
    kind: Annotated[str, cells.Code(codes=codelists.PLACE_KIND)] = required("Kind of place.")
    country: Annotated[str | None, cells.ISO3] = optional("ISO 3166 alpha-3 code of its state.")
    latitude: Annotated[Decimal | None, cells.Number(low=Decimal(-90), high=Decimal(90))] = optional(
        "Degrees north, WGS 84."
    )
    longitude: Annotated[Decimal | None, cells.COORDINATE] = optional("Degrees east, WGS 84.")
    where_precision: Annotated[str | None, cells.Code(codes=codelists.WHERE_PRECISION)] = optional(
        "UCDP GED code for the precision of the coordinates (1 exact to 7 international waters)."
    )
    coordinate_origin: Annotated[str | None, cells.NAME] = optional("Where the coordinates come from.")
    status_note: Annotated[str | None, cells.NOTE] = optional("Dispute over the place, where there is one.")
    aliases: Aliases = optional("Literals in the sources that name it, besides `name`.")


class Work(Row):
    """One work that a source cites: footnote, endnote or in-text citation."""

    id: Annotated[str, cells.SLUG] = required("`source_id`, a hyphen and the label, lower case.")
    source_id: Annotated[str, cells.SLUG, References("sources")] = required("The source that cites it.")
    label: Annotated[str, cells.NAME] = required("Note number or name as printed in the source.")
    kind: Annotated[str, cells.Code(codes=codelists.WORK_KIND)] = required("Kind of work.")
    title: Annotated[str | None, cells.TITLE] = optional("Title as printed.")
    author: Annotated[str | None, cells.TITLE] = optional("Author as printed.")
    publisher: Annotated[str | None, cells.TITLE] = optional("Journal, newspaper, publisher or site as printed.")
    date: Annotated[str | None, cells.EDTF] = optional("Date of publication as printed, as EDTF.")
    language: Annotated[str | None, cells.LANGUAGE] = optional("ISO 639 code.")
    url: Annotated[str | None, cells.URL] = optional("Address as printed.")
    root_id: Annotated[str, cells.SLUG, References("works")] = required(
        "The first row of the same work, or the row itself."
    )
    note: Annotated[str | None, cells.NOTE] = optional("Suspected error in the citation.")


class Withdrawn(Row):
    """The tombstone of an id that was published once and is no longer in its table."""

    id: Annotated[str, cells.ANY_ID] = required("The withdrawn id.")
    table: Annotated[str, cells.Code(codes=codelists.WITHDRAWN_TABLES)] = required("The table it stood in.")
    date: Annotated[str, cells.EDTF] = required("When it was withdrawn.")
    reason: Annotated[str, cells.NOTE] = required("Why.")
    replaced_by: Annotated[str | None, cells.ANY_ID] = optional("The id that took its place.")
