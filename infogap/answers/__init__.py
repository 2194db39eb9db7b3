"""What a model answers: numbers, the inverse, elasticities, worked solutions, published cases recomputed."""
