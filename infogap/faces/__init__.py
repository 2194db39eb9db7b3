"""What an idea can become: NumPy, JavaScript, MathML and matplotlib, one file each."""
