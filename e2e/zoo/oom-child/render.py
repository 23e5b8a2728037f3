pages = []
while True:
    pages.append("x" * 1_000_000)
