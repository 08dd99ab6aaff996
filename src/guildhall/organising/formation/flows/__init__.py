"""How a union is formed, as data: four kinds that go the same way from the application to the roster.

The order of the steps is that of the Election Regulations and the Legal-person Measures; where no law gives a time,
there is no clock.
"""
