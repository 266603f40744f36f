"""From a workbook that somebody wrote to a version that devices fill in.

In reading order: child.py (a workbook is read in a process of its own), reading.py (one, or a thousand, each with a time limit), publish.py
(what is done to a form, under whose name), listing.py (which forms there are).
"""
