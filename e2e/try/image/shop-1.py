import os, sys, time

print('shop, version 1')
time.sleep(1)
if os.environ['SHOP_PRICES'] == 'net':
    sys.exit(1)
open('/tmp/open', 'w').close()
time.sleep(1e6)
