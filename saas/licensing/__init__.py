"""What a company may do, how many may do it, and what that costs.

Nothing here knows how money is collected: `billing` stands on this floor and asks it what
is owed.
"""
