rows = []
print("import started")
for number in range(1_000_000):
    rows.append(str(number) * 4096)
    if number % 1000 == 0:
        print(f"{number} rows read")
