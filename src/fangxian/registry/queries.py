"""What is read of the registry. Everything about people takes a reader, and is masked for them; what opens one record
notes it first."""

from fangxian.registry.corrections import readable
from fangxian.registry.reading.absorbed import fuller
from fangxian.registry.reading.areas import (
    area,
    area_names,
    children,
    inside,
    larger_areas,
    outlines,
    outlines_state,
    path,
)
from fangxian.registry.reading.changes import changed_since
from fangxian.registry.reading.contradictions import (
    Contradicted,
    contradicted,
    contradictions,
)
from fangxian.registry.reading.contradictions import counted as contradictions_counted
from fangxian.registry.reading.contradictions import of_people as contradicted_of
from fangxian.registry.reading.known import Need, everybody, holder, needs
from fangxian.registry.reading.lists import (
    buildings,
    compounds,
    dwellings,
    households,
    members,
    site_kinds,
    sites,
)
from fangxian.registry.reading.organisations import (
    all_entries as all_organisations,
)
from fangxian.registry.reading.organisations import (
    areas_of as areas_of_organisations,
)
from fangxian.registry.reading.organisations import (
    entered as entered_organisations,
)
from fangxian.registry.reading.organisations import (
    entries as organisation_entries,
)
from fangxian.registry.reading.organisations import (
    fuller_entry,
    organisation,
    staff,
    staff_of,
)
from fangxian.registry.reading.organisations import (
    kept_entries as kept_organisations,
)
from fangxian.registry.reading.organisations import (
    known_to as organisations_known_to,
)
from fangxian.registry.reading.person import page as person
from fangxian.registry.reading.places import (
    as_places,
    compound,
    dwelling,
    known_by_number,
    known_organisations,
    known_to,
    numbers_by_key,
    people_by_key,
    plan,
    residents,
)
from fangxian.registry.reading.provenance import (
    Made,
    made_from,
    open_person,
    place_by_code,
    said_before,
)
from fangxian.registry.reading.sealed import refuse_other_keys
from fangxian.registry.reading.searching import doors, search
from fangxian.registry.reading.shared import shared
from fangxian.registry.reading.shown import PersonPage
from fangxian.registry.reading.snapshots import root
from fangxian.registry.reading.whereabouts import Where, whereabouts
from fangxian.registry.records import kept as kept_records
from fangxian.registry.records import kept_as as kept_record
from fangxian.registry.records import kept_of
from fangxian.registry.records import of as records_of
from fangxian.registry.records import several as several_records
from fangxian.registry.records import with_all as all_records
from fangxian.registry.rules import Group, groups

__all__ = [
    "Contradicted",
    "Group",
    "Made",
    "Need",
    "PersonPage",
    "Where",
    "all_organisations",
    "all_records",
    "area",
    "area_names",
    "areas_of_organisations",
    "as_places",
    "buildings",
    "changed_since",
    "children",
    "compound",
    "compounds",
    "contradicted",
    "contradicted_of",
    "contradictions",
    "contradictions_counted",
    "doors",
    "dwelling",
    "dwellings",
    "entered_organisations",
    "everybody",
    "fuller",
    "fuller_entry",
    "groups",
    "holder",
    "households",
    "inside",
    "kept_of",
    "kept_organisations",
    "kept_record",
    "kept_records",
    "known_by_number",
    "known_organisations",
    "known_to",
    "larger_areas",
    "made_from",
    "members",
    "needs",
    "numbers_by_key",
    "open_person",
    "organisation",
    "organisation_entries",
    "organisations_known_to",
    "outlines",
    "outlines_state",
    "path",
    "people_by_key",
    "person",
    "place_by_code",
    "plan",
    "readable",
    "records_of",
    "refuse_other_keys",
    "residents",
    "root",
    "said_before",
    "search",
    "several_records",
    "shared",
    "site_kinds",
    "sites",
    "staff",
    "staff_of",
    "whereabouts",
]
