"""Guildhall 工家: software for trade unions and their partners."""

__version__ = "0.1.0"
