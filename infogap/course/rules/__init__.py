"""The rules of `infogap check`, by what they look at."""
