"""Solution articles, their folders and categories, and surveys, as the SDK's samples show them."""

from __future__ import annotations

from fdevents.freshdesk.model import Module
from fdevents.freshdesk.sampled import creation, deletion, sampled, update

ARTICLE = sampled(
    "article",
    numbers=(
        "account_id agent_id article_id category_id draft_exists draft_status folder_id "
        "folder_visibility hits id language_id modified_by published_by status thumbs_down "
        "thumbs_up type"
    ),
    texts="description description_text language_code title",
    flags="outdated",
    times="approved_at created_at draft_modified_at modified_at published_at updated_at",
    objects="seo_data",
    unknown=(
        "approval_status approved_by approvers company_filters company_ids contact_filters "
        "draft_modified_by tags"
    ),
)

FOLDER = sampled(
    "folder",
    numbers="account_id article_order category_id folder_id id language_id visibility",
    texts="description language_code name",
    times="created_at updated_at",
)

CATEGORY = sampled(
    "category",
    numbers="account_id category_id id language_id",
    texts="description language_code name",
    times="created_at updated_at",
)

PORTAL_SOLUTION_CATEGORY = sampled(
    "portal_solution_category",
    numbers="account_id id portal_id solution_category_meta_id",
    unknown="bot_id",
)

SURVEY = sampled(
    "survey",
    numbers="account_id active can_comment id",
    texts=(
        "comments_text feedback_response_text happy_text neutral_text thanks_text title_text "
        "unhappy_text"
    ),
    flags="default deleted good_to_bad",
    times="created_at updated_at",
    objects="send_while",
    unknown="link_text",
)

# A deletion's payload tells what is gone, and no more.
_ARTICLE_GONE = ARTICLE.only("account_id", "article_id", "id", "language_code", "title")
_FOLDER_GONE = FOLDER.only("account_id", "folder_id", "id", "language_code", "name")
_CATEGORY_GONE = CATEGORY.only("account_id", "category_id", "id", "language_code", "name")
_PORTAL_CATEGORY_GONE = PORTAL_SOLUTION_CATEGORY.only(
    "account_id", "id", "portal_id", "solution_category_meta_id"
)

EVENTS = (
    creation("onArticleCreate", Module.PORTAL, ARTICLE, "A solution article"),
    update("onArticleUpdate", Module.PORTAL, ARTICLE, "A solution article",
           {"description": ('<p dir="ltr">solution article</p>',
                            '<p dir="ltr">updated solution article</p>'),
            "description_text": (" solution article ", " updated solution article ")}),
    deletion("onArticleDelete", Module.PORTAL, _ARTICLE_GONE, "A solution article"),
    creation("onFolderCreate", Module.PORTAL, FOLDER, "A folder of articles"),
    update("onFolderUpdate", Module.PORTAL, FOLDER, "A folder of articles",
           {"name": ("ReceiptsFolder", "updated ReceiptsFolder"),
            "description": ("folder to store receipts", "updated folder to store receipts")}),
    deletion("onFolderDelete", Module.PORTAL, _FOLDER_GONE, "A folder of articles"),
    # No list of what 3.x fires has these three, which does not say that it fires none of them.
    creation("onCategoryCreate", Module.PORTAL, CATEGORY, "A category of articles"),
    update("onCategoryUpdate", Module.PORTAL, CATEGORY, "A category of articles",
           {"name": ("Sample Category", "Updated Sample Category"),
            "description": ("this is a category for Grocery items",
                            "this is an updated category for Grocery items")}),
    deletion("onCategoryDelete", Module.PORTAL, _CATEGORY_GONE, "A category of articles"),
    creation("onPortalSolutionCategoryCreate", Module.PORTAL, PORTAL_SOLUTION_CATEGORY,
             "A category of articles in a portal"),
    deletion("onPortalSolutionCategoryDelete", Module.PORTAL, _PORTAL_CATEGORY_GONE,
             "A category of articles in a portal"),
    creation("onSurveyCreate", Module.PORTAL, SURVEY, "A survey"),
    update("onSurveyUpdate", Module.PORTAL, SURVEY, "A survey",
           {"title_text": ("Sample survey!", "Updated survey!")}),
)  # fmt: skip
