"""`make bench`: each workload beside its physical limit in the same run, as ratios; see docs/benchmarks.md."""
