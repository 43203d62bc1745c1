"""The names that `import fdevents` offers, each written here and nowhere else."""

from fdevents.errors import AppUnusable as AppUnusable
from fdevents.errors import FdeventsError as FdeventsError
from fdevents.errors import PayloadRefused as PayloadRefused
from fdevents.errors import SandboxUnavailable as SandboxUnavailable
from fdevents.errors import UsageProblem as UsageProblem
from fdevents.payloads.spec import PayloadSpec as PayloadSpec
from fdevents.payloads.spec import RawText as RawText
from fdevents.problems import Place as Place
from fdevents.problems import Problem as Problem
from fdevents.problems import Severity as Severity
from fdevents.sandbox.messages import ConsoleLine as ConsoleLine
from fdevents.session.app import App as App
from fdevents.session.app import fire as fire
from fdevents.session.calls import ApiCall as ApiCall
from fdevents.session.steps import Failure as Failure
from fdevents.session.steps import FailureKind as FailureKind
from fdevents.session.steps import Outcome as Outcome
from fdevents.session.steps import Rendered as Rendered
from fdevents.session.steps import Status as Status
