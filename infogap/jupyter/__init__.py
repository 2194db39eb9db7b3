"""Where people meet infogap in Jupyter and in a terminal: `%infogap` and what Tab completes after it."""
