"""A provincial platform to practise with: takes reports, hands items down, and fails in every way by a seed."""
