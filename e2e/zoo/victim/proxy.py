import socket

with open("/etc/db-proxy/proxy.ini") as settings:
    upstream = settings.read().strip()

listener = socket.create_server(("0.0.0.0", 6432))
print(f"forwarding to {upstream}")
while True:
    listener.accept()
