"""Rights: what each role may do. Territory, element and state are checked where the thing is at hand."""

from dataclasses import dataclass, field
from enum import StrEnum

from shared.codes import covers
from shared.problems import Forbidden


class Role(StrEnum):
    """Roles of accounts (004 第六条; domain.md 9.1)."""

    INFORMANT = "informant"
    CHECKER = "checker"
    DEPARTMENT_LAWYER = "department_lawyer"
    STAFFING_AUDITOR = "staffing_auditor"
    LEGALITY_AUDITOR = "legality_auditor"
    GOVERNMENT_OFFICE_AUDITOR = "government_office_auditor"
    DATA_CENTRE = "data_centre"
    SERVICE_CENTRE = "service_centre"
    INSPECTOR = "inspector"
    LINE_DEPARTMENT = "line_department"
    PROVINCIAL_PLATFORM = "provincial_platform"
    OPERATOR = "operator"


ROLE_LABELS = {
    Role.INFORMANT: ("信息员", "informant"),
    Role.CHECKER: ("审核员", "checker"),
    Role.DEPARTMENT_LAWYER: ("部门法制人员", "department lawyer"),
    Role.STAFFING_AUDITOR: ("编办（审改）审核人", "staffing office"),
    Role.LEGALITY_AUDITOR: ("司法行政（法制）审核人", "legality office"),
    Role.GOVERNMENT_OFFICE_AUDITOR: ("政府办公室审核人", "government office"),
    Role.DATA_CENTRE: ("大数据中心", "data centre"),
    Role.SERVICE_CENTRE: ("政务服务中心", "service centre"),
    Role.INSPECTOR: ("督查人员", "inspector"),
    Role.LINE_DEPARTMENT: ("省级业务部门", "provincial line department"),
    Role.PROVINCIAL_PLATFORM: ("省级平台（机器）", "provincial platform (machine)"),
    Role.OPERATOR: ("运维", "operator"),
}


class Right(StrEnum):
    """One thing that a route does."""

    CATALOGUE_READ = "catalogue.read"
    CATALOGUE_IMPORT = "catalogue.import"
    CATALOGUE_HAND_DOWN = "catalogue.hand_down"
    INBOX_READ = "inbox.read"
    ITEM_CLAIM = "item.claim"
    ITEM_READ = "item.read"
    ITEM_EDIT = "item.edit"
    ITEM_SUBMIT = "item.submit"
    ITEM_STAGE = "item.stage"
    ITEM_WITHDRAW = "item.withdraw"
    ITEM_KEEP_DOWN = "item.keep_down"
    ITEM_PULL = "item.pull"
    ITEM_EXPORT = "item.export"
    CHANGE_SET = "change_set.keep"
    EXCHANGE_TAKE = "exchange.take"
    EXCHANGE_READ = "exchange.read"
    EXCHANGE_SEND = "exchange.send"
    CASE_OPEN = "case.open"
    CASE_PASS = "case.pass"  # noqa: S105 - a right, not a password
    LINE_SPEAK = "line.speak"
    OFFICE_READ = "office.read"
    ACCOUNT_CREATE = "account.create"
    AUDIT_READ = "audit.read"
    AUDIT_DECIDE = "audit.decide"
    CAMPAIGN_LEAD = "campaign.lead"
    LAW_REPORT = "law.report"
    GUIDE_ORGANISE = "guide.organise"
    DUTY_READ = "duty.read"
    DUTY_COMPLETE = "duty.complete"
    CIRCULAR_READ = "circular.read"
    SUBSCRIPTION_MANAGE = "subscription.manage"
    TRAIL_READ = "trail.read"
    TRAIL_VERIFY = "trail.verify"
    OPERATE = "operate"


AUDITORS = {
    Role.DEPARTMENT_LAWYER,
    Role.STAFFING_AUDITOR,
    Role.LEGALITY_AUDITOR,
    Role.GOVERNMENT_OFFICE_AUDITOR,
}
_PEOPLE = set(Role) - {Role.PROVINCIAL_PLATFORM}

HOLDERS: dict[Right, set[Role]] = {
    Right.CATALOGUE_READ: set(Role),
    Right.CATALOGUE_IMPORT: {Role.LINE_DEPARTMENT},
    Right.CATALOGUE_HAND_DOWN: {Role.LINE_DEPARTMENT},
    Right.INBOX_READ: {Role.INFORMANT, Role.CHECKER, Role.LINE_DEPARTMENT},
    Right.ITEM_CLAIM: {Role.INFORMANT, Role.CHECKER},
    Right.ITEM_READ: _PEOPLE,
    Right.ITEM_EDIT: {Role.INFORMANT},
    Right.ITEM_SUBMIT: {Role.CHECKER},
    Right.ITEM_STAGE: {Role.DATA_CENTRE},
    Right.ITEM_WITHDRAW: {Role.DATA_CENTRE},
    Right.ITEM_KEEP_DOWN: {Role.INFORMANT, Role.CHECKER, Role.DATA_CENTRE},
    Right.ITEM_PULL: {Role.PROVINCIAL_PLATFORM},
    Right.ITEM_EXPORT: _PEOPLE,
    Right.CHANGE_SET: {Role.INFORMANT, Role.LINE_DEPARTMENT, Role.DATA_CENTRE},
    Right.EXCHANGE_TAKE: {Role.PROVINCIAL_PLATFORM},
    Right.EXCHANGE_READ: {Role.DATA_CENTRE, Role.INSPECTOR, Role.OPERATOR},
    Right.EXCHANGE_SEND: {Role.DATA_CENTRE, Role.OPERATOR},
    Right.CASE_OPEN: {Role.INFORMANT, Role.CHECKER},
    Right.CASE_PASS: {
        Role.INFORMANT,
        Role.CHECKER,
        Role.LINE_DEPARTMENT,
        Role.LEGALITY_AUDITOR,
        Role.STAFFING_AUDITOR,
        Role.DATA_CENTRE,
    },
    Right.LINE_SPEAK: {Role.INFORMANT, Role.CHECKER, Role.LINE_DEPARTMENT},
    Right.OFFICE_READ: set(Role),
    Right.ACCOUNT_CREATE: {Role.DATA_CENTRE},
    Right.AUDIT_READ: AUDITORS | {Role.CHECKER, Role.INFORMANT, Role.INSPECTOR, Role.DATA_CENTRE},
    Right.AUDIT_DECIDE: AUDITORS,
    Right.CAMPAIGN_LEAD: {Role.GOVERNMENT_OFFICE_AUDITOR, Role.STAFFING_AUDITOR},
    Right.LAW_REPORT: {Role.LEGALITY_AUDITOR},
    Right.GUIDE_ORGANISE: {Role.SERVICE_CENTRE},
    Right.DUTY_READ: _PEOPLE,
    Right.DUTY_COMPLETE: {Role.SERVICE_CENTRE, Role.INFORMANT, Role.STAFFING_AUDITOR, Role.DATA_CENTRE},
    Right.CIRCULAR_READ: _PEOPLE,
    Right.SUBSCRIPTION_MANAGE: {Role.SERVICE_CENTRE, Role.DATA_CENTRE, Role.PROVINCIAL_PLATFORM},
    Right.TRAIL_READ: _PEOPLE,
    Right.TRAIL_VERIFY: {Role.DATA_CENTRE, Role.INSPECTOR, Role.OPERATOR},
    Right.OPERATE: {Role.OPERATOR},
}


OFFICES: dict[Role, str] = {
    Role.INFORMANT: "implementing",
    Role.CHECKER: "implementing",
    Role.DEPARTMENT_LAWYER: "implementing",
    Role.STAFFING_AUDITOR: "staffing",
    Role.LEGALITY_AUDITOR: "legality",
    Role.GOVERNMENT_OFFICE_AUDITOR: "government_office",
    Role.DATA_CENTRE: "data_centre",
    Role.SERVICE_CENTRE: "service_centre",
    Role.INSPECTOR: "supervision",
    Role.LINE_DEPARTMENT: "line_department",
    Role.PROVINCIAL_PLATFORM: "provincial_platform",
}
"""The kind of body that a role belongs to; operators belong to none and are not given by a data centre."""

BODY = frozenset({Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER})
"""Roles that see only what is their own office's."""

SIGNERS = AUDITORS | {Role.CHECKER}
"""Who puts a name under what others wrote: none of them writes."""


@dataclass(frozen=True)
class Principal:
    """Who is signed in: a person at an office, or a machine."""

    subject: str
    name: str
    office: str
    region: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    scopes: frozenset[Right] | None = None
    """What the token is good for, where it says so; None for all that the roles hold."""

    @classmethod
    def platform(cls, service: str, office: str, region: str) -> "Principal":
        """A service that does for a body what follows of itself: nobody there wrote it."""
        return cls(f"service:{service}", "平台", office, region)

    def may(self, right: Right) -> bool:
        """Whether one of the roles holds the right, and the token's scopes do not leave it out."""
        return not HOLDERS[right].isdisjoint(self.roles) and (self.scopes is None or right in self.scopes)

    def demand(self, right: Right) -> None:
        """Raise Forbidden unless the right is held."""
        if self.scopes is not None and right not in self.scopes and not HOLDERS[right].isdisjoint(self.roles):
            raise Forbidden(f"令牌的范围不含 {right}。", f"The token's scope does not include {right}.", "scope")
        if not self.may(right):
            holders = "、".join(sorted(ROLE_LABELS[role][0] for role in HOLDERS[right]))
            roles = ", ".join(sorted(HOLDERS[right]))
            raise Forbidden(f"此操作需要以下角色之一：{holders}。", f"This needs one of the roles: {roles}.", "role")

    def sees(self, office: str, region: str) -> bool:
        """Whether an item is in sight: a body sees its own; those who audit, inspect or run see their territory."""
        return office == self.office if self.roles <= BODY else covers(self.region, region)

    def demand_territory(self, region: str) -> None:
        """Raise Forbidden unless the region lies in the caller's territory."""
        if not covers(self.region, region):
            raise Forbidden(
                f"该事项属于 {region}，不在您的管辖区划 {self.region} 之内。",
                f"It belongs to {region}, outside your territory {self.region}.",
                "territory",
            )
