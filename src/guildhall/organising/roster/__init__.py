"""The roster in the product: registers come in, a run proposes, people decide, an officer accepts; visits follow.

Owns runs with their files, pairs and decisions, disagreements with the files sent back and the answers, coverage of
organisations, who is insured where, the worklist and its visits. Publishes RunAccepted, PairDecided, DecisionUndone,
WorkAssigned, VisitRecorded. Knows organisations, people, unions, members, files. Legal basis: Trade Union Law art. 11
(who should have a union), and the statistics' proxy.
"""
