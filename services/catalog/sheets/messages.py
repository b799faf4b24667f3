"""The words for what may be wrong in a sheet."""

from shared.xlsx import Message

MESSAGES = {
    "no_header": Message(
        "找不到表头（前 10 行中应有“{wanted}”）",
        "There is no header row (“{wanted}” in the first 10 rows)",
        "请使用平台提供的模板",
        "Use the template of the platform",
    ),
    "missing_column": Message(
        "缺少“{name}”列",
        "The column “{name}” is missing",
        "请补上该列，列的先后不限",
        "Add it; the order does not matter",
    ),
    "unknown_column": Message(
        "不认识的列“{name}”",
        "The column “{name}” is unknown",
        "请删除该列或改为模板中的列名",
        "Delete it or use a name of the template",
    ),
    "double_column": Message(
        "“{name}”列出现两次",
        "The column “{name}” is there twice",
        "请只保留一列",
        "Keep one of them",
    ),
    "required": Message(
        "“{name}”必填",
        "“{name}” is required",
        "请填写",
        "Fill it in",
    ),
    "unknown_value": Message(
        "“{name}”的值“{value}”不在代码表中",
        "“{value}” is no value of “{name}”",
        "可填：{allowed}",
        "Allowed are: {allowed}",
    ),
    "bad_code": Message(
        "基本编码“{value}”有误：{cause}",
        "The basic code “{value}” is wrong: {cause_en}",
        "请按 12 位基本编码填写，并把单元格设为文本",
        "Write the 12 characters of the code and make the cell text",
    ),
    "double_code": Message(
        "基本编码“{value}”与第 {other} 行重复",
        "The basic code “{value}” is also in row {other}",
        "请只保留一行",
        "Keep one row",
    ),
    "double_name": Message(
        "“{value}”与第 {other} 行重复",
        "“{value}” is also in row {other}",
        "请只保留一行",
        "Keep one row",
    ),
    "reason_needed": Message(
        "不纳入网上审批的事项必须写明原因",
        "An item that is not in the platform needs its reason",
        "请填写不纳入网上审批原因",
        "Give the reason",
    ),
    "reason_superfluous": Message(
        "已纳入网上审批的事项不应填写不纳入原因",
        "An item that is in the platform has no reason against it",
        "请删除原因，或改为“否”",
        "Delete the reason, or answer 否",
    ),
    "bad_json": Message(
        "这一行不是有效的 JSON：{cause}",
        "The line is no JSON that can be read in one way: {cause}",
        '每行写一个 JSON 对象：{{"code": …, "elements": {{…}}}}',
        'Write one JSON object a line: {{"code": …, "elements": {{…}}}}',
    ),
    "long_line": Message(
        "这一行有 {length} 字节，超过上限 {limit}",
        "The line has {length} bytes, more than {limit}",
        "请拆分或缩短",
        "Shorten it",
    ),
    "not_listed": Message(
        "统计表未列出本单位事项“{value}”（{code}）",
        "The table does not list “{value}” ({code}) of this body",
        "请补上该事项：统计表须涵盖本单位全部事项",
        "Add it: the table covers all items of the body",
        "note",
    ),
    "rank": Message(
        "编码表示{wanted}，此处填“{value}”",
        "The code says {wanted}, the cell says “{value}”",
        "请核对编码与主项/子项",
        "Check the code against main or sub-item",
    ),
    "bad_number": Message(
        "“{name}”应为非负整数，实为“{value}”",
        "“{name}” must be a whole number, not “{value}”",
        "请填写阿拉伯数字",
        "Write digits",
    ),
    "bad_date": Message(
        "“{name}”不是日期：“{value}”",
        "“{name}” is no date: “{value}”",
        "请写作 2018-08-31",
        "Write 2018-08-31",
    ),
    "bad_basis": Message(
        "“{name}”中找不到法规名称和条款",
        "“{name}” cites no law",
        "请写作《名称》第X条，每行一个依据",
        "Write 《title》第X条, one basis a line",
    ),
    "too_long": Message(
        "“{name}”有 {length} 个字符，超过上限 {limit}",
        "“{name}” has {length} characters, more than {limit}",
        "请缩短",
        "Shorten it",
    ),
    "unknown_label": Message(
        "不认识的栏目“{name}”",
        "The field “{name}” is unknown",
        "请使用平台提供的确认单",
        "Use the form of the platform",
    ),
    "missing_label": Message(
        "确认单缺少“{name}”栏",
        "The form lacks the field “{name}”",
        "请使用平台提供的确认单",
        "Use the form of the platform",
    ),
    "two_ticked": Message(
        "“{name}”只能选一项",
        "Only one box of “{name}” may be ticked",
        "请只勾选一项",
        "Tick one box",
    ),
    "fee_basis": Message(
        "填写了收费项目，收费依据必填",
        "A fee is named, so its basis is required",
        "请填写收费依据，不收费的填“不收费”",
        "Give the basis, or write 不收费",
    ),
    "step_sum": Message(
        "内部环节时限合计 {total} 个工作日，超过受理与审查时限之和 {limit}",
        "The internal steps take {total} working days, more than acceptance and review together: {limit}",
        "请压缩环节时限",
        "Shorten the steps",
        "note",
    ),
    "form_sample": Message(
        "“{name}”为申请书或申请表，须附 Word 或 Excel 样本及填报说明",
        "“{name}” is a form: a sample and its instruction in Word or Excel are needed",
        "请导入后在“申请材料”中上传附件",
        "Upload the file under materials after the import",
        "note",
    ),
}
