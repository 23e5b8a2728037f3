from http.server import HTTPServer, SimpleHTTPRequestHandler


def main():
    server = HTTPServer(("", 8000), SimpleHTTPRequestHandler)
    print("serving on port 8000", flush=True)
    server.serve_forever()
