"""What an idea is made of: quantities, formulas, derivations, charts, examples and mistakes."""
