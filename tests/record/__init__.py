"""The record: what enters it, what the desk sees of it, and what nobody may see."""
