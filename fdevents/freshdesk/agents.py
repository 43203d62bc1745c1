"""Agents, their statuses and availability, and groups, as the SDK's samples show them."""

from __future__ import annotations

from fdevents.freshdesk.model import Module
from fdevents.freshdesk.sampled import creation, deletion, sampled, update

AGENT = sampled(
    "agent",
    numbers="account_id failed_login_count id login_count parent_id posts_count user_id",
    texts="email freshid_uuid language name privileges signature_html time_zone timezone",
    flags="active available blocked deleted delta helpdesk_agent occasional whitelisted",
    times=(
        "active_since blocked_at created_at current_login_at deleted_at last_active_at "
        "last_login_at last_seen_at status_updated_at updated_at user_created_at "
        "user_updated_at"
    ),
    objects="agent_type preferences ticket_permission",
    unknown=(
        "address contribution_groups current_login_ip customer_id description external_id "
        "extn fb_profile_id google_viewer_id groups import_id job_title last_login_ip mobile "
        "phone points sanitized_mobile sanitized_phone scoreboard_level_id second_email "
        "signature status_id twitter_id unique_external_id user_role"
    ),
)

AGENT_STATUS = sampled(
    "agent_status",
    numbers="account_id icon id",
    texts="name state type",
    flags="default",
    times="created_at updated_at",
)

AGENT_AVAILABILITY = sampled(
    "agent_availability",
    numbers="id status_id",
    texts="account_id email name",
    flags="logged_in",
    times="created_at status_updated_at updated_at",
    lists="channel_availability",
)

GROUP = sampled(
    "group",
    numbers="account_id capping_limit id",
    texts="name",
    flags="toggle_availability",
    times="created_at updated_at",
    objects="group_type ticket_assign_type",
    unknown=(
        "agents assign_time business_calendar_id description email_on_assign escalate_to "
        "import_id uid"
    ),
)

EVENTS = (
    creation("onAgentCreate", Module.AGENT, AGENT, "An agent"),
    update("onAgentUpdate", Module.AGENT, AGENT, "An agent",
           {"signature_html": ("<div>agent signature</div>",
                               "<div> updated agent signature</div>")}),
    deletion("onAgentDelete", Module.AGENT, AGENT, "An agent"),
    creation("onAgentStatusCreate", Module.AGENT, AGENT_STATUS, "A status of agents",
             "agent_status_create"),
    update("onAgentStatusUpdate", Module.AGENT, AGENT_STATUS, "A status of agents",
           {"name": ("Test One", "Test Changed")}, "agent_status_update"),
    deletion("onAgentStatusDelete", Module.AGENT, AGENT_STATUS, "A status of agents",
             "agent_status_destroy"),
    update("onAgentAvailabilityUpdate", Module.AGENT, AGENT_AVAILABILITY,
           "The availability of an agent", {"status_id": (123, 232)}, "agent_availability_update"),
    creation("onGroupCreate", Module.AGENT, GROUP, "A group of agents"),
    update("onGroupUpdate", Module.AGENT, GROUP, "A group of agents",
           {"name": ("TitanGroup", "TitanGroup updated")}),
    deletion("onGroupDelete", Module.AGENT, GROUP.only("account_id", "id", "uid"),
             "A group of agents"),
)  # fmt: skip
