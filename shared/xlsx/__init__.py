"""Reads untrusted XLSX workbooks without trusting them, and writes workbooks that carry no formula."""

from shared.xlsx.cells import CellValue, Row, address, whole
from shared.xlsx.faults import Message, SheetFault, fault
from shared.xlsx.merged import Area, Laid, spread
from shared.xlsx.reader import Sheet, read, read_all
from shared.xlsx.writer import Block, Growing, Page, annotate, annotate_all, layout, write

__all__ = [
    "Area",
    "Block",
    "CellValue",
    "Growing",
    "Laid",
    "Message",
    "Page",
    "Row",
    "Sheet",
    "SheetFault",
    "address",
    "annotate",
    "annotate_all",
    "fault",
    "layout",
    "read",
    "read_all",
    "spread",
    "whole",
    "write",
]
