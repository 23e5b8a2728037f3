import sys, time

print('shop, version 2')
time.sleep(1)
sys.exit(1)
