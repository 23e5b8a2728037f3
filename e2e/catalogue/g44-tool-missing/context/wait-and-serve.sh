#!/bin/sh
set -e
curl --fail --silent file:///srv/index.html
echo "serving /srv on port 8080"
exec httpd -f -p 8080 -h /srv
