"""Flows: whatever is applied for, from a draft to the decision, by kinds that the modules above declare as data.

Owns applications, their steps, clocks, papers, opinions and signatures. Publishes what happened to them (events).
Legal basis: none of its own; each kind cites the articles of its clocks and refusals. What applicants fill in is
sealed with a key of the application, and goes when its time is over (PIPL arts 19, 47).
"""
