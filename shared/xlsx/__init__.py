"""Reads untrusted XLSX workbooks without trusting them, and writes workbooks that carry no formula."""

from shared.xlsx.cells import CellValue, Row, address, whole
from shared.xlsx.faults import Message, SheetFault, fault
from shared.xlsx.reader import Sheet, read
from shared.xlsx.writer import Block, Growing, annotate, layout, write

__all__ = [
    "Block",
    "CellValue",
    "Growing",
    "Message",
    "Row",
    "Sheet",
    "SheetFault",
    "address",
    "annotate",
    "fault",
    "layout",
    "read",
    "whole",
    "write",
]
