"""python -m shared.elements prints the page of the elements."""

import sys

from shared.elements.page import document

sys.stdout.write(document())
