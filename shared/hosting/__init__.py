"""Hosting: a process is a list of services; the same code builds one or all four."""

from shared.hosting.service import Heard, Job, Service

__all__ = ["Heard", "Job", "Service"]
