"""Forums with their categories and topics, as the SDK's samples show them."""

from __future__ import annotations

from fdevents.freshdesk.model import Module
from fdevents.freshdesk.sampled import creation, deletion, sampled, update

FORUM_CATEGORY = sampled(
    "forum_category",
    numbers="account_id id position",
    texts="description name",
    times="created_at updated_at",
)

FORUM = sampled(
    "forum",
    numbers=(
        "account_id forum_category_id forum_type forum_visibility id position posts_count "
        "topics_count"
    ),
    texts="description description_html name",
)

TOPIC = sampled(
    "topic",
    numbers=(
        "account_id forum_category_id forum_id forum_visibility hits id last_post_id "
        "posts_count replied_by sticky user_id user_votes"
    ),
    texts="body title",
    flags="delta locked published",
    times="created_at replied_at updated_at",
    unknown="company_ids merged_topic_ids stamp_type",
)

PORTAL_FORUM_CATEGORY = sampled(
    "portal_forum_category",
    numbers="account_id forum_category_id id portal_id position",
)

# A deletion's payload tells what is gone, and no more.
_CATEGORY_GONE = FORUM_CATEGORY.only("account_id", "id", "name")
_FORUM_GONE = FORUM.only("account_id", "forum_category_id", "id", "name")
_TOPIC_GONE = TOPIC.only("account_id", "forum_id", "id", "title")
_PORTAL_CATEGORY_GONE = PORTAL_FORUM_CATEGORY.only("account_id", "id")

EVENTS = (
    creation("onForumCategoryCreate", Module.PORTAL, FORUM_CATEGORY, "A category of forums"),
    update("onForumCategoryUpdate", Module.PORTAL, FORUM_CATEGORY, "A category of forums",
           {"name": ("Forum category", "Customer Forum"),
            "description": ("sample forum", "discuss technical issues")}),
    deletion("onForumCategoryDelete", Module.PORTAL, _CATEGORY_GONE, "A category of forums"),
    creation("onForumCreate", Module.PORTAL, FORUM, "A forum"),
    update("onForumUpdate", Module.PORTAL, FORUM, "A forum",
           {"name": ("Sample Forum", "Sample Forum updated")}),
    deletion("onForumDelete", Module.PORTAL, _FORUM_GONE, "A forum"),
    creation("onTopicCreate", Module.PORTAL, TOPIC, "A topic"),
    update("onTopicUpdate", Module.PORTAL, TOPIC, "A topic",
           {"title": ("Sample topic", "Sample editing topic")}),
    deletion("onTopicDelete", Module.PORTAL, _TOPIC_GONE, "A topic"),
    creation("onPortalForumCategoryCreate", Module.PORTAL, PORTAL_FORUM_CATEGORY,
             "A category of forums in a portal"),
    deletion("onPortalForumCategoryDelete", Module.PORTAL, _PORTAL_CATEGORY_GONE,
             "A category of forums in a portal"),
)  # fmt: skip
