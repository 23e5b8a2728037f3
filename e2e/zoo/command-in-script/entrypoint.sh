#!/bin/sh
set -e
echo "starting api"
exec gunicorn --bind 0.0.0.0:8000 api.wsgi
