#!/bin/sh
set -e
echo "serving /srv on port 8080"
exec httpd -f -p 8080 -h /srv
