"""The columns of the exchange tables and the elements they mean."""

from collections.abc import Mapping
from typing import Any

from services.catalog.intake import words
from services.catalog.intake.builder import Builder
from shared.elements import ELEMENTS, Kind

KEYS = ("task_code", "rowguid", "row_guid", "task_guid", "task_handle_item")
"""What joins the tables. A leading = in COLUMNS marks a code, which is no element."""
COLUMNS: Mapping[str, str] = {
    "task_code": "=code", "catalog_code": "=basic_code", "task_handle_item": "=handling_code", "dept_code": "=credit_code",
    "task_name": "name", "task_type": "item_type", "project_type": "handling_kind", "dept_name": "implementing_body", "dept_type": "body_nature",
    "entrust_name": "entrusting_body", "by_law": "legal_bases", "use_level": "exercise_level", "power_source": "power_source", "server_type": "service_objects",
    "serve_type": "service_objects", "accept_condition": "conditions", "handle_type": "ways_to_apply", "handle_flow": "steps", "special_procedure": "special_procedures",
    "anticipate_day": "legal_limit", "promise_day": "promised_limit", "anticipate_type": "", "anticipate_explain": "", "promise_type": "", "promise_explain": "",
    "is_fee": "charges", "fee_basis": "fee_basis", "limit_scene_num": "visits", "limit_scene_explain": "visits_reason", "transact_addr": "places",
    "transact_time": "office_hours", "link_way": "consult", "supervise_way": "complaint", "link_addr": "postal_address", "mobile_terminal_url": "mobile_url",
    "is_single_login": "single_sign_on", "app_is_single_login": "app_single_sign_on", "is_entry_center": "stationed", "handle_area": "cross_area",
    "limit_explain": "quantity_limit", "result_name": "results", "result_type": "", "is_schedule": "reservation", "is_pay_online": "pay_online", "is_express": "express",
    "is_service_terminals": "self_service", "user_topic_type": "personal_topics", "corp_topic_type": "corporate_topics", "is_online": "online",
    "online_handle_depth": "online_depth", "online_handle_url": "online_url", "town_name": "town_name", "town_code": "town_code", "village_name": "village_name",
    "village_code": "village_code", "plan_effective_date": "planned_effective_on", "plan_cancel_date": "planned_cancel_on", "local_catalog_code": "local_catalogue_code",
    "local_task_code": "local_code", "task_state": "", "task_version": "", "cd_operation": "", "cd_time": "", "cd_batch": "", "data_source": "", "extend_field": "",
}  # fmt: skip
MATERIAL = {
    "material_name": "name", "material_type": "kind", "material_format": "format", "is_need": "necessity", "source_type": "source", "source_explain": "source_note",
    "page_num": "copies", "page_format": "specification", "fill_explain": "filling_guide", "accept_stand": "standard", "by_law": "basis", "remark": "remark",
    "form_guid": "", "example_guid": "",
}  # fmt: skip
FEE = {
    "fee_name": "name",
    "fee_stand": "standard",
    "by_law": "basis",
    "is_desc": "reducible",
    "desc_explain": "reduction_note",
}
QUESTION = {"question": "question", "answer": "answer"}
LINK = {"link_name": "name", "handle_dept_name": "office", "handle_person_name": "handler", "handle_day": "limit", "handle_type": "", "is_special": "", "special_explain": "uncounted_basis"}  # fmt: skip
CHILDREN: Mapping[str, Mapping[str, str]] = {
    "extend": {},
    "material": MATERIAL,
    "fee_project": FEE,
    "questions": QUESTION,
    "process_link": LINK,
}
BASIC = {"material": "materials", "fee_project": "fees", "questions": "faqs", "process_link": "steps"}
LIMIT_UNITS = {"1": "工作日", "2": "自然日", "3": "月", "4": "年", "5": "小时"}


def child_row(to: Builder, part: str, raw: Mapping[str, Any], place: int) -> dict[str, Any]:
    """One row of a table of ours from one row of theirs."""
    table = BASIC[part]
    columns = {column.key: column for column in ELEMENTS[table].columns}
    made: dict[str, Any] = {}
    for theirs, ours in CHILDREN[part].items():
        path = f"{table}[{place}].{ours}"
        said = to.text(raw.get(theirs), path) if ours else ""
        if not said or said.lower() == "null":
            continue
        column = columns[ours]
        match column.type:
            case Kind.CHOICE:
                made[ours] = words.code(column, said)
                if made[ours] is None:
                    to.slip("unknown_label", path, value=said)
            case Kind.INTEGER:
                made[ours] = words.copies(said)
            case Kind.BOOLEAN:
                made[ours] = words.yes_or_no(said)
            case Kind.LIMIT:
                made[ours] = to.limit(said, path, "工作日")
            case _:
                made[ours] = said[: column.max]
    return made
