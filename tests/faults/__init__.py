"""Faults that are really caused: killed processes, servers that go away, full disks, events late and twice."""
