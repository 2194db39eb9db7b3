"""What a course is given: student editions of the lessons, and the command line that opens them."""
