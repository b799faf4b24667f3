"""Migrations of the review."""

from services.review.tables import REVIEW
from shared.migrations import run_env

run_env(REVIEW)
