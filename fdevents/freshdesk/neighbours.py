"""The rest of the Freshworks family: products and modules that an app may serve beside Freshdesk.

Their events are not fired here but with a payload of somebody's own, and nothing is known against
them: the lists are what is publicly named, and they grow without us.
"""

from __future__ import annotations

import re

from fdevents.wording import nearest

FRESHDESK = "freshdesk"
# A module's name begins with that of what it is a part of, but for those of the CRM.
PATTERN = (
    r"fresh[a-z]+(?:_[a-z]+)*|(?:service|chat|caller|sales|crm|cpq|team)_[a-z_]+|deal|lead|contact"
    r"|appointment|task|product|phone|custom_module"
)

_PRODUCTS = {
    "support": FRESHDESK,
    "service": "freshservice",
    "chat": "freshchat",
    "caller": "freshcaller",
    "team": "freshteam",
}

# What other products fire, by what it is about; a made-up name must not be taken for one of them.
_MADE_CHANGED_GONE = ("Create", "Update", "Delete")
_THINGS = (
    "Ticket", "Asset", "Change", "Problem", "Release", "ServiceItem", "ServiceRequest", "Requester",
    "Department", "Vendor", "Task", "User", "Agent", "Contact", "Account", "SalesAccount", "Deal",
    "Lead", "Appointment", "Product", "Document", "SalesActivity", "Conversation", "Message",
    "Employee", "Applicant", "Candidate", "Job", "TimeOff", "Call", "Group", "Note",
)  # fmt: skip
EVENTS = frozenset(
    (
        *(f"on{thing}{done}" for thing in _THINGS for done in _MADE_CHANGED_GONE),
        "onChatMessage", "onCallCompleted", "onMessageReceived", "onUserMessage",
        "onConversationAssign", "onConversationResolve", "onConversationReopen",
        "onApplicantStageChange", "onTimeOffApprove", "onAgentActivity",
    )
)  # fmt: skip


def product_of(module: str) -> str:
    """Return the product that a module is a part of; those of the CRM have no common beginning."""
    first = module.partition("_")[0]
    return _PRODUCTS.get(first, module if first.startswith("fresh") else "freshworks_crm")


def is_neighbour(name: str) -> bool:
    """Tell whether a product or module of that name is another one of the family's.

    A name of Freshdesk's that is misspelt is not.
    """
    return bool(re.fullmatch(PATTERN, name)) and not nearest(name, (FRESHDESK,), cutoff=0.85)
