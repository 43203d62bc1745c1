"""Companies: the entity, and its events.

The specification does not have them: the attributes follow the SDK's samples.
"""

from __future__ import annotations

from fdevents.freshdesk.model import (
    Attribute,
    Entity,
    Event,
    Module,
    Type,
    Variant,
)

A = Attribute  # a table has dozens of them

COMPANY = Entity(
    "company",
    (
        A("id", Type.NUMBER, "ID of the company."),
        A("name", Type.STRING, "Name of the company."),
        A("description", Type.STRING, "A short description of the company."),
        A("note", Type.STRING, "What agents noted about it."),
        A("domains", Type.STRINGS, "Email domains of its contacts."),
        A("health_score", Type.STRING, "How healthy the relationship is."),
        A("account_tier", Type.STRING, "The tier that it pays for."),
        A("renewal_date", Type.DATETIME, "When the contract is renewed."),
        A("industry", Type.STRING, "The industry that it is in."),
        A("custom_fields", Type.DICTIONARY, "Custom fields, by name.", sometimes=True),
        A("created_at", Type.DATETIME, "When the company was created."),
        A("updated_at", Type.DATETIME, "When the company was updated."),
    ),
)

EVENTS = (
    Event(
        name="onCompanyCreate",
        module=Module.COMPANY,
        summary="A company is created.",
        entities=(COMPANY,),
        variants=(Variant("created", "A new company."),),
        fires_for=("Every new company",),
    ),
    Event(
        name="onCompanyUpdate",
        module=Module.COMPANY,
        summary="A company's details are changed.",
        entities=(COMPANY.updated(),),
        variants=(Variant("changed", "The note is changed.",
                          {"note": ("Old customer", "Old and valued customer")}),),
        fires_for=("Any detail of a company changed",),
        # No list of changes is published, so every detail that a person can edit counts.
        changeable=("name", "description", "note", "domains", "health_score", "account_tier",
                    "renewal_date", "industry", "custom_fields"),
    ),
    Event(
        name="onCompanyDelete",
        module=Module.COMPANY,
        summary="A company is deleted.",
        entities=(COMPANY.only("id", "name"),),
        variants=(Variant("deleted", "A company is gone."),),
        fires_for=("Company deleted",),
    ),
)  # fmt: skip
