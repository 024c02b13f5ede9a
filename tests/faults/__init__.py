"""Seeded injectors of every fault class, and the runner that expects each to be found, in its place, once.

`kit` says what an injector is, `bases` holds the two packages that are spoilt, `runner` spoils and compares; the other
modules hold the classes, one module per level.
"""
