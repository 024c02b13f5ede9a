"""Code lists: every code that a cell may hold, with its meaning. The order is the order shown to people."""

from __future__ import annotations

CodeList = dict[str, str]

DATE_BASIS: CodeList = {
    "stated": "the words are in a span and give the date by rule",
    "relative": "resolved against another date that the source gives",
    "context": "inferred from the sense of the passage; note says how",
}
DATE_PRECISION: CodeList = {
    "day": "one day",
    "month": "one month",
    "season": "three months, both marked as approximate",
    "year": "one year",
    "decade": "ten years",
    "interval": "from one date to another, or a set of dates",
    "open": "without a first or without a last day",
}
EVIDENCE_STATUS: CodeList = {
    "single": "one document supports the row and none contradicts it",
    "agreed": "two or more documents support the row and none contradicts it",
    "contested": "at least one span contradicts a cell of the row",
}
# Saurí and Pustejovsky 2009 (FactBank), positive polarity.
CERTAINTY: CodeList = {
    "certain": "asserted plainly",
    "probable": "said to be likely",
    "possible": "said to be possible",
    "uncommitted": "reported or alleged, with no stand taken",
}
STANCE: CodeList = {
    "supports": "the span says what the row says",
    "contradicts": "the span gives another value for the cells it names",
    "mentions": "the span bears on the row but licenses no cell",
}
ZONE: CodeList = {
    "title": "title, byline or abstract heading",
    "body": "running text",
    "note": "footnote or endnote",
    "caption": "caption of a picture",
}
DISPOSITION: CodeList = {
    "coded": "at least one span lies on the line",
    "context": "description, history or a standing condition",
    "opinion": "judgement, motive or forecast",
    "reference": "bibliographic reference",
    "furniture": "title, page furniture or blank",
    "repeat": "only alludes to facts coded elsewhere",
    "unread": "not read yet",
}
TRANSFER_STATUS: CodeList = {
    "considered": "the recipient thinks of acquiring it",
    "reported": "reports say that it was acquired",
    "ordered": "a deal was concluded",
    "pledged": "the supplier promised it",
    "delivered": "supply is stated",
    "in_service": "seen in the recipient's hands",
    "halted": "deliveries were stopped",
    "denied": "the supplier refused",
}
TRANSFER_MODE: CodeList = {
    "sale": "bought and sold",
    "aid": "given",
    "licensed_production": "made in the recipient under licence or in a plant of the maker",
    "co_production": "made by both together",
    "technology_transfer": "know-how, not items",
    "transit": "carried for a third party",
    "unspecified": "not told",
}
AGREEMENT_KIND: CodeList = {
    "arms_deal": "purchase of arms",
    "contract": "other purchase or project",
    "joint_venture": "company or operator set up together",
    "joint_production": "making a product together",
    "treaty": "binding text between states, accession to an organisation",
    "recognition": "recognition of a state",
    "diplomatic_relations": "establishing, restoring or upgrading relations",
    "commission": "founding of a standing commission",
    "alliance": "alliance or partnership, formal or claimed",
    "ceasefire": "ceasefire, truce or armistice",
    "accord": "multi-party political accord",
    "declaration": "joint declaration",
    "pledge": "one-sided promise that the other side accepts",
    "other": "none of these",
}
AGREEMENT_STATUS: CodeList = {
    "considered": "thought of",
    "expected": "said to be coming",
    "drafted": "a draft exists",
    "announced": "announced by a party",
    "signed": "signed or concluded",
    "in_force": "in force",
    "suspended": "suspended",
    "ended": "ended",
}
DOMAIN: CodeList = {
    "military": "armed forces, arms, security",
    "intelligence": "intelligence and counter-terrorism",
    "diplomatic": "relations between states",
    "economic": "trade, tax, investment",
    "energy": "oil, gas, power",
    "agriculture": "farming, irrigation, food",
    "technology": "technology and communications",
    "transport": "flights, corridors, shipping",
    "health": "medicine",
    "education": "education and culture",
    "territory": "land and borders",
}
BOUND: CodeList = {
    "eq": "stated without a hedge",
    "approx": "about, some, approximately, close to, nearly, estimated",
    "min": "over, more than, at least",
    "max": "at most, up to, among the top",
}
VISIT_LEVEL: CodeList = {
    "head_of_state": "head of state",
    "head_of_government": "head of government",
    "minister": "minister",
    "deputy_minister": "deputy minister",
    "parliamentary": "member or speaker of a parliament",
    "military": "officers or military specialists",
    "senior_official": "other senior official, ambassador, attaché",
    "delegation": "delegation without a named rank",
    "expert": "doctors, business people, journalists, scholars",
}
VISIT_FORM: CodeList = {
    "visit": "a stay in the other country",
    "meeting": "only a meeting is told",
    "commission_session": "session of a standing commission",
    "forum": "forum or conference",
    "mission": "people sent with a task",
}
VISIT_PROTOCOL: CodeList = {
    "state": "state visit",
    "official": "official visit",
    "working": "working visit",
    "unannounced": "surprise or secret",
    "private": "private",
}
VISIT_STATUS: CodeList = {
    "made": "took place",
    "announced": "announced",
    "offered": "offered or invited",
    "cancelled": "called off",
    "refused": "refused",
}
INDICATOR: CodeList = {
    "trade_value": "value of trade in both directions",
    "export_value": "value of exports of from_actor",
    "import_value": "value of imports of to_actor",
    "arms_value": "value of an arms deal or of arms transfers",
    "spending": "money spent by from_actor",
    "share": "part of a whole, in percent",
    "rank": "place in an order, 1 is first",
    "count": "number of persons, items or states",
    "capacity": "what a plant, pipeline or the like can carry or make",
    "reserves": "proven or estimated reserves",
    "volume": "physical quantity",
}
PRODUCT: CodeList = {
    "all": "all goods, or not told apart",
    "arms": "arms and military equipment",
    "crude_oil": "crude oil",
    "oil": "oil, crude or refined",
    "gas": "natural gas",
    "agriculture": "agricultural goods",
    "technology": "technology",
    "tourism": "tourism",
    "military": "armed forces and defence",
    "other": "people, territory, indices and the rest",
}
UNIT: CodeList = {
    "USD": "United States dollars",
    "EUR": "euros",
    "AZN": "Azerbaijani manats",
    "ILS": "Israeli new shekels",
    "percent": "parts of a hundred",
    "rank": "place in an order",
    "persons": "people",
    "items": "things",
    "states": "states",
    "bbl": "barrels of oil",
    "bbl_per_day": "barrels of oil a day",
    "m3": "cubic metres",
    "m3_per_year": "cubic metres a year",
    "km2": "square kilometres",
    "tonnes": "metric tonnes",
}
CURRENCY: CodeList = {code: UNIT[code] for code in ("USD", "EUR", "AZN", "ILS")}
INCIDENT_KIND: CodeList = {
    "war": "a whole war",
    "clash": "battle or border fight",
    "strike": "missile, drone, rocket or air attack on a place",
    "interception": "a missile or aircraft shot down or stopped",
    "weapon_use": "a system used in a war or battle, no single target told",
    "incursion": "forces crossing into another's territory",
    "exercise": "military exercise",
    "mobilisation": "deployment of forces or peacekeepers",
    "plot": "planned attack not carried out",
    "attack": "attack by other than regular forces, or on other than a place",
    "assassination": "killing of a chosen person, or the attempt",
    "arrest": "arrest or detention",
    "espionage": "spying and intelligence work",
    "supply_flight": "flights or convoys with supplies",
    "obstruction": "blocking roads, communications, deliveries",
    "training": "training, advising, planning help",
    "diplomatic_step": "mediation, support, severing or restoring ties, lobbying",
    "mission_opening": "opening of an embassy, consulate or other mission",
    "recall": "recall or withdrawal of an envoy",
    "warning": "warning or threat",
    "accusation": "accusation",
    "denial": "denial",
    "statement": "other public statement",
    "legal_action": "petition, lawsuit, ruling",
    "protest": "demonstration, campaign, hunger strike",
    "medical_aid": "medical help",
    "industry": "plant, production, investment",
    "exploration": "search for oil, gas or minerals",
    "transport_link": "flights, corridors, pipelines",
    "policy_change": "law, doctrine, election, independence",
    "territorial_change": "territory changing hands",
    "other": "none of these",
}
OUTCOME: CodeList = {
    "occurred": "happened",
    "attempted": "tried and failed",
    "foiled": "stopped by someone",
    "planned": "planned",
    "ongoing": "going on at the time of the source",
    "denied": "said not to have happened",
}
# Halterman et al. 2023, PLOVER and POLECAT: event types, and the modes that this dataset uses.
PLOVER_TYPE: CodeList = {
    "AGREE": "agree or promise to act",
    "CONSULT": "meet, talk, mediate",
    "SUPPORT": "diplomatic cooperation, praise, defence",
    "CONCEDE": "yield, ease, release",
    "COOPERATE": "material cooperation",
    "AID": "give military, economic or humanitarian aid",
    "RETREAT": "withdraw, cease fire, disarm",
    "REQUEST": "appeal or demand",
    "ACCUSE": "disapprove, accuse, investigate",
    "REJECT": "refuse",
    "THREATEN": "threaten or warn",
    "PROTEST": "demonstrate, strike",
    "SANCTION": "reduce or break off relations",
    "MOBILIZE": "alert, deploy, exercise forces",
    "COERCE": "arrest, seize, restrict, repress",
    "ASSAULT": "use of force",
}
# The modes of PROTEST, MOBILIZE, COERCE, ASSAULT, SANCTION, ACCUSE, RETREAT and CONSULT that this dataset uses.
PLOVER_MODE: CodeList = {
    "visit": "visit (CONSULT)",
    "third-party": "mediation (CONSULT)",
    "multilateral": "talks of several parties (CONSULT)",
    "phone": "talks by telephone or letter (CONSULT)",
    "disapprove": "disapproval (ACCUSE)",
    "investigate": "investigation (ACCUSE)",
    "allege": "allegation (ACCUSE)",
    "demo": "demonstration (PROTEST)",
    "hunger": "hunger strike (PROTEST)",
    "obstruct": "obstruction (PROTEST)",
    "convict": "conviction (SANCTION)",
    "expel": "expulsion of envoys or organisations (SANCTION)",
    "withdraw": "withdrawal of envoys or forces (SANCTION, RETREAT)",
    "discontinue": "breaking off cooperation (SANCTION)",
    "ceasefire": "ceasefire (RETREAT)",
    "troops": "troops deployed or exercised (MOBILIZE)",
    "weapons": "weapons deployed (MOBILIZE)",
    "seize": "seizure (COERCE)",
    "restrict": "restriction (COERCE)",
    "ban": "ban (COERCE)",
    "arrest": "arrest (COERCE)",
    "deport": "expulsion of people (COERCE)",
    "withhold": "withholding (COERCE)",
    "cyber": "cyber attack or jamming (COERCE)",
    "assassinate": "assassination (ASSAULT)",
    "firearms": "firearms (ASSAULT)",
    "explosives": "explosives (ASSAULT)",
    "heavy-weapons": "artillery, rockets and other heavy weapons (ASSAULT)",
    "aerial": "aircraft, drones, missiles (ASSAULT)",
}
ACTOR_KIND: CodeList = {
    "state": "state",
    "region": "region, breakaway territory or group of states",
    "igo": "organisation of states",
    "ministry": "ministry, agency, court or parliament",
    "armed_force": "armed force",
    "company": "company",
    "person": "person",
    "media": "newspaper, broadcaster, agency",
    "ngo": "non-governmental organisation, institute, think tank, university",
    "community": "ethnic or religious community",
    "group": "armed, political or other group of people",
}
PLACE_KIND: CodeList = {
    "country": "country",
    "region": "region, province or district",
    "city": "city, town or quarter",
    "site": "base, plant, dam, building",
    "water": "sea, river or sea area",
    "route": "pipeline, corridor or border",
}
# UCDP GED codebook 23.1, where_prec.
WHERE_PRECISION: CodeList = {
    "1": "exact location",
    "2": "within about 25 km of a location",
    "3": "second-order administrative division",
    "4": "first-order administrative division",
    "5": "linear or fuzzy area",
    "6": "country",
    "7": "international waters or airspace",
}
WORK_KIND: CodeList = {
    "article": "journal article",
    "book": "book",
    "chapter": "chapter in a book",
    "news": "news article or press release",
    "report": "report, brief or web page",
    "video": "broadcast or video",
    "interview": "interview or conversation",
    "social": "post on a social network",
    "dataset": "dataset or statistics",
    "name_only": "cited by name only",
}
WITHDRAWN_TABLES: CodeList = {
    name: f"{name} row"
    for name in (
        "arms_transfers",
        "agreements",
        "visits",
        "trade_figures",
        "incidents",
        "evidence",
        "works",
        "actors",
        "weapon_systems",
        "places",
    )
}
FACT_TABLES: CodeList = {
    "arms_transfers": "a transfer of arms",
    "agreements": "an agreement",
    "visits": "a visit or meeting",
    "trade_figures": "a figure",
    "incidents": "an incident",
}
REMEMBERED_TABLES: CodeList = {**WITHDRAWN_TABLES, "sources": "sources row"}
WAIVED_RULE: CodeList = {"likely-duplicate": "two rows of the same parties and kind at the same time"}
WORDING_RULE: CodeList = {
    "hedge": "a certain span holds a hedging word",
    "no-hedge": "an uncertain span holds no hedging word and names no voice",
    "negation": "a supporting span of a positive row holds a negating word",
}
# SIPRI Arms Transfers Database, weapon categories.
SIPRI_CATEGORY: CodeList = {
    "aircraft": "Aircraft, including unmanned aerial vehicles",
    "air_defence": "Air defence systems",
    "anti_submarine": "Anti-submarine warfare weapons",
    "armoured_vehicles": "Armoured vehicles",
    "artillery": "Artillery",
    "engines": "Engines",
    "missiles": "Missiles, including loitering munitions and guided bombs",
    "naval_weapons": "Naval weapons",
    "satellites": "Reconnaissance satellites",
    "sensors": "Sensors",
    "ships": "Ships",
    "other": "Other",
}
# United Nations Register of Conventional Arms, categories I-VII, and small arms.
UNROCA_CATEGORY: CodeList = {
    "I": "Battle tanks",
    "II": "Armoured combat vehicles",
    "III": "Large-calibre artillery systems",
    "IV": "Combat aircraft and unmanned combat aerial vehicles",
    "V": "Attack helicopters",
    "VI": "Warships",
    "VII": "Missiles and missile launchers",
    "SALW": "Small arms and light weapons",
}
# ISO 3166-1 alpha-3, as in the package iso3166 3.
_COUNTRIES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR
BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP
CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB
GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN
KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD
MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN
PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM
SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR
UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM ZAF ZMB ZWE
"""
COUNTRIES = frozenset(_COUNTRIES.split())
