"""`datacite.json`: DataCite 4.5, as a repository takes it when it registers a DOI.

It holds what is known and nothing else: there is no DOI before one is registered, and no year of publication before
CITATION.cff states a date. `missing` says which of the mandatory properties are still to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azisrael_data.bibliography import Name
from azisrael_data.metadata.gathered import DATASET, LANGUAGE, About, people, year

SCHEMA_VERSION = "http://datacite.org/schema/kernel-4"


def document(about: About) -> dict[str, Any]:
    """Return the record; without the mandatory properties that `missing` names."""
    cited = about.cited
    found = {
        "doi": cited.doi,
        "url": cited.url,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Coded facts with evidence"},
        "creators": [{"name": name, "nameType": "Organizational"} for name in about.authors],
        "titles": [
            {"title": cited.title, "lang": LANGUAGE},
            {"title": about.described["title"], "titleType": "AlternativeTitle", "lang": LANGUAGE},
        ],
        "publisher": {"name": about.authors[0]},  # who puts it out, until a repository does
        "publicationYear": cited.date[:4] if cited.date else None,
        "subjects": [{"subject": each, "lang": LANGUAGE} for each in about.described["keywords"]],
        "dates": _dates(about),
        "language": LANGUAGE,
        "alternateIdentifiers": [{"alternateIdentifier": DATASET, "alternateIdentifierType": "URN"}],
        "relatedItems": [_source(row) for row in about.sources],
        "sizes": [f"{sum(file.size for file in about.files)} bytes", f"{len(about.files)} files"],
        "formats": sorted({file.format for file in about.files}),
        "version": about.described["version"],
        "rightsList": [
            {
                "rights": about.license["title"],
                "rightsUri": about.license["path"],
                "rightsIdentifier": about.license["name"],
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
        ],
        "descriptions": [
            {"description": about.described["description"], "descriptionType": "Abstract", "lang": LANGUAGE}
        ],
        "geoLocations": [{"geoLocationPlace": name} for name in about.states],
        "schemaVersion": SCHEMA_VERSION,
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def missing(about: About) -> dict[str, str]:
    """Return the mandatory properties that the record does not have yet, with the reason."""
    found = {}
    if not about.cited.doi:
        found["doi"] = "none is registered"
    if not about.cited.date:
        found["publicationYear"] = "CITATION.cff states no date-released"
    return found


def _dates(about: About) -> list[dict[str, str]]:
    issued = [{"date": about.cited.date, "dateType": "Issued"}] if about.cited.date else []
    covered = (
        [{"date": "/".join(about.days), "dateType": "Other", "dateInformation": "days that the rows cover"}]
        if about.days
        else []
    )
    return issued + covered


def _source(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source document as a related item: the rows derive from it."""
    found = {
        "relatedItemType": "Text",
        "relationType": "IsDerivedFrom",
        "relatedItemIdentifier": {"relatedItemIdentifier": row["url"], "relatedItemIdentifierType": "URL"}
        if row["url"]
        else None,
        "creators": [_person(name) for name in people(row)],
        "titles": [{"title": row["title"], "lang": row["language"]}],
        "publicationYear": year(row),
        "publisher": row["container"],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _person(name: Name) -> dict[str, str]:
    if not name.given:
        return {"name": name.family}
    return {
        "name": f"{name.family}, {name.given}",
        "nameType": "Personal",
        "givenName": name.given,
        "familyName": name.family,
    }
