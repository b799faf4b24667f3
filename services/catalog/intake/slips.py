"""The slips of foreign data, each with its words; the readers tell them, whatever the item."""

from collections.abc import Mapping

from services.catalog.intake.model import Note, Slip

SLIPS: Mapping[str, Slip] = {
    "articles_in_one_field": Slip("一栏写了多个条款（{value}）", "several articles in one field: {value}", "warn", "一条一行", "one article a row"),
    "article_unreadable": Slip("条款“{value}”无法识别", "{value} is no article", "warn", "写作第X条", "write 第X条"),
    "articles_left": Slip("依据中的“{value}”未能读取，请核对", "of the basis {value} is not read", "warn", "逐条写作《名称》第X条第X款第（X）项", "write each as 《title》第X条第X款第（X）项"),
    "limit_in_words": Slip("时限写作“{value}”，不是数字", "a limit in words: {value}", "hint", "从时限单位中选择", "choose the unit"),
    "limit_spelling": Slip("时限写法不规范：“{value}”", "an odd way to write a limit: {value}", "hint", "写作“20个工作日”", "write 20个工作日"),
    "limit_fraction": Slip("时限“{value}”不是整数，是一日的几分之几", "a fraction of a day: {value}", "warn", "写整数；不足一日的写“当场办结”", "write a whole number; on the spot for less than a day"),
    "limit_contradicts": Slip("时限文字“{value}”与数字“{other}”不一致", "the words say {value}, the number {other}", "warn", "核对，改成一致", "make them agree"),
    "limit_unreadable": Slip("时限“{value}”无法识别", "{value} is no limit", "warn", "写作“20个工作日”", "write 20个工作日"),
    "limit_unit_unknown": Slip("时限单位“{value}”无法识别，这一时限未读取", "{value} is no unit of a limit; the limit is not taken", "warn", "时限单位写工作日、自然日、月、年、小时，或代码 1–6", "write the unit in words, or its code from 1 to 6"),
    "limit_unit_missing": Slip("时限“{value}”没有写单位，按{unit}读取", "{value} without a unit, taken as working days", "hint", "写明单位", "write the unit"),
    "bare_code": Slip("只写了代码“{value}”，没有文字", "a bare code: {value}", "hint", "写明代码含义", "write the label"),
    "unknown_label": Slip("“{value}”不在代码表中", "{value} is no label of the table", "warn", "从代码表中选择", "choose from the table"),
    "result_unnamed": Slip("有结果类型“{value}”，没有结果名称", "a result of kind {value} without a name", "warn", "填写结果名称", "write its name"),
    "misplaced": Slip("“{value}”是“{belongs}”的值，写在了别处", "{value} belongs to {belongs}", "warn", "移到相应的栏", "move it there"),
    "lists_differ": Slip("两处材料不一致：正文 {one} 份，另一处 {other} 份", "{one} materials here, {other} there", "warn", "核对，只留一处", "keep one list"),
    "same_name_entries": Slip("数据中另有 {count} 条同名事项", "{count} more entries of this name", "warn", "合并或删除", "merge or remove"),
    "junk": Slip("数据中有无意义文字“{value}”", "meaningless text: {value}", "warn", "删除测试数据", "remove test data"),
    "numbering_gap": Slip("栏目编号跳过“{value}”", "the numbering leaves out {value}", "hint", "核对是否漏了一栏", "was a part lost?"),
    "name_missing": Slip("没有事项名称栏", "there is no name", "warn", "补充事项名称", "add the name"),
    "flow_in_one_string": Slip("流程写成一串（{count} 步）", "the flow is one string of {count} steps", "hint", "分行填写环节", "one row a step"),
    "traditional": Slip("用了繁体字", "written in traditional characters", "hint", "改用规范汉字", "use simplified characters"),
    "full_width": Slip("全角数字或字母已转为半角", "full-width digits were made half-width", "hint", "使用半角", "use half-width"),
    "chinese_date": Slip("日期“{value}”用汉字书写", "a date in Chinese numerals: {value}", "hint", "写作 {date}", "write {date}"),
    "date_unreadable": Slip("日期“{value}”无法识别", "{value} is no date", "warn", "写作 2018-08-31", "write 2018-08-31"),
    "number_unreadable": Slip("“{value}”不是数字", "{value} is no number", "warn", "填写数字", "write digits"),
    "bad_shape": Slip("“{value}”格式不对", "{value} is badly formed", "warn", "按格式填写", "write it in its form"),
    "too_long": Slip("有 {length} 个字符，超过 {limit}", "{length} characters, more than {limit}", "warn", "缩短，或改用附件", "shorten it"),
    "encoding": Slip("文件不是 UTF-8，按 GB18030 读取", "not UTF-8, read as GB18030", "hint", "另存为 UTF-8", "save it as UTF-8"),
    "undecodable": Slip("文字编码有误，部分字符丢失", "some characters cannot be decoded", "warn", "另存为 UTF-8", "save it as UTF-8"),
    "garbled": Slip("文字是乱码：UTF-8 被当作别的编码又转存了一次", "encoded twice: UTF-8 was read as another encoding", "block", "从来源库按 UTF-8 重新导出", "dump it again as UTF-8"),
    "separator": Slip("列的分隔符是“{value}”，按此读取", "columns are parted by {value}, and read so", "hint", "无需处理；宜用逗号", "nothing to do; commas are usual"),
    "sql_not_followed": Slip("SQL 第 {line} 行的 {value} 语句没有执行，这些行以 INSERT 写的为准", "SQL line {line}: {value} is not followed; the rows are as INSERT wrote them", "block", "在来源库执行后，只导出 INSERT", "run it where the data are, and dump them as INSERT"),
    "sql_cut": Slip("文件在第 {line} 行处中断，后面的数据没有了", "the file ends in the midst of a statement, at line {line}; what follows is lost", "block", "重新导出完整的文件", "dump the whole file again"),
    "no_items": Slip("文件中没有事项，只有表头或空行", "no item is in the file, only headings or blank lines", "block", "核对文件；在表头下填写", "is it the right file? fill in rows below the headings"),
    "not_json": Slip("这一行不是 JSON 对象", "this line is no JSON object", "block", "一行一个对象", "one object a line"),
    "line_too_long": Slip("这一行超过 {limit} MiB，未读取", "a line of more than {limit} MiB is not read", "block", "缩短该行", "shorten it"),
    "unknown_column": Slip("不认识的列“{value}”，已原样保留", "column {value} is unknown and kept as it is", "hint", "改用标准列名", "use a standard name"),
    "no_element": Slip("“{value}”没有对应的要素：{count} 行有内容，如“{example}”", "{value} has no element; {count} rows fill it, as {example}", "hint", "已原样保留；用得着的，填入相应的要素", "kept as it is; what is of use goes into an element"),
    "no_element_more": Slip("没有对应要素的列或键超过 {limit} 个，另有 {count} 处未列出", "more than {limit} columns or keys have no element; {count} places are not listed", "hint", "核对列名", "look at the names of the columns"),
    "misnamed_column": Slip("列名“{value}”疑为“{meant}”", "column {value}: {meant} is meant?", "hint", "改正列名", "correct the name"),
    "double_column": Slip("列“{value}”出现两次", "column {value} is there twice", "warn", "只留一列", "keep one"),
    "duplicate_row": Slip("与第 {other} 行主键相同（{value}），内容不同", "the key of row {other} with another content: {value}", "block", "核对后只留一行", "see which is right and keep it"),
    "times_unclear": Slip("与第 {other} 行主键相同，内容不同，更新时间“{value}”与“{than}”分不出先后", "another content than row {other}, and of {value} and {than} none can be said to be later", "block", "写明更新时间（如 2026-09-30 09:00:00）或版本号，或只留一行", "write the times as 2026-09-30 09:00:00, or the versions, or keep one row"),
    "two_levels": Slip("与第 {other} 行是同一机构、同一目录事项，行使层级不同（{value}）", "row {other} has the same body and catalogue item at another level: {value}", "block", "一个机构对一个目录事项只有一个编码，核对后只留一行", "a body holds an item of the catalogue under one code; keep the right row"),
    "same_row": Slip("与第 {other} 行相同，只算一行", "the same as row {other}; counted once", "hint", "删除重复行", "remove it"),
    "older_version": Slip("是旧版本（{value}）；以第 {other} 行（版本 {newest}）为准", "an older version ({value}); row {other}, version {newest}, counts", "hint", "无需处理", "nothing to do"),
    "row_cancelled": Slip("该事项在来源库中已取消或删除，不按在用事项检查", "cancelled or deleted where it comes from; not judged as a live item", "hint", "尚未取消的，走取消程序（004 第十二条）", "cancel it here too, through its gates"),
    "state_unknown": Slip("事项状态“{value}”不在代码表中，按在用检查", "state {value} is in no table; judged as a live item", "warn", "写 1 在用、2 暂停、3 取消", "write 1 in use, 2 suspended, 3 cancelled"),
    "row_suspended": Slip("该事项在来源库中已暂停", "suspended where it comes from", "hint", "上线后由大数据中心办理暂停", "the data centre suspends it once it is online"),
    "orphan_rows": Slip("{table} 有 {count} 行找不到所属事项（如 {value}）", "{count} rows of {table} belong to no item, as {value}", "warn", "补上事项，或删除", "add the item, or remove them"),
    "no_key": Slip("{table} 第 {line} 行没有主键", "row {line} of {table} has no key", "warn", "补上 task_code", "add task_code"),
    "sql_broken": Slip("SQL 第 {line} 行附近有残缺：{value}", "SQL near line {line}: {value}", "warn", "重新导出该表", "dump the table again"),
    "sheet": Slip("{value}", "{english}", "warn", "改正单元格", "mend the cell"),
    "sheet_read": Slip("读取了工作表“{value}”", "sheet {value} is read", "hint", "核对是否都该读取", "are they the ones?"),
    "sheet_not_read": Slip("工作表“{value}”未读取：{other}", "sheet {value} is not read: {english}", "hint", "要检查的写上表头并取消隐藏", "give it headings and show it to have it read"),
    "formula": Slip("{line} 是公式，用的是保存的值“{value}”", "{line} is a formula; its stored value is used: {value}", "hint", "改为填写数值", "paste the value"),
    "formula_empty": Slip("{line} 是公式，没有保存的值", "{line} is a formula without a stored value", "warn", "改为填写数值", "paste the value"),
    "unforeseen": Slip("处理这一行时出现意外错误，该行未读取（日志编号 {value}）", "something unforeseen happened at this row, which is not read (entry {value} of the log)", "block", "把日志编号告诉运维人员；其余的行不受影响", "tell the operators the entry's number; the other rows are not touched"),
    "too_many": Slip("超过 {limit} 行，其余未读取", "more than {limit} rows; the rest is not read", "warn", "拆分文件", "split the file"),
}  # fmt: skip


def note(slip: str, path: str, **words: object) -> Note:
    """The slip in words."""
    known = SLIPS[slip]
    short = {key: str(value)[:60] for key, value in words.items()}
    return Note(slip, path, known.zh.format(**short), known.en.format(**short))
