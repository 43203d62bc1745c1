"""The shape of server/test_data/requests.json, for `fdevents schema mocks`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel


class MockEntry(BaseModel):
    """One answer to a request, in server/test_data/requests.json."""

    model_config = ConfigDict(extra="forbid")

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: str = Field(description="The address; * stands for anything.")
    body: Any = Field(None, description="What the request's body has at least.")
    status: int = Field(200, ge=100, le=599)
    headers: dict[str, str] = Field(default_factory=dict)
    response: Any = Field("", description="The response's body; anything but text is sent as JSON.")
    delay: float = Field(0, ge=0, le=60, description="Seconds until the answer.")
    error: dict[str, Any] | None = Field(None, description="A rejection, instead of a response.")


class MocksDocument(RootModel[list[MockEntry]]):
    """What $request is answered with: server/test_data/requests.json."""
