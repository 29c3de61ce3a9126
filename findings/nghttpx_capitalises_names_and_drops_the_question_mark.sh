#!/usr/bin/env bash
# nghttpx 1.52.0 (Debian package nghttp2-proxy 1.52.0-1+deb12u3) as a reverse proxy, HTTP/1.1 on both sides.
#
# Behaviour: header names are written anew, each word with one capital: `x-gitHUB-event` arrives as `X-Github-Event` and
# `X-GitHub-Event` too. A `?` with nothing behind it is gone. Inside the path `//` is one slash and `%7E` is `~`; inside the
# query the same `%7E` stays. Values, lines of one name and their order stay as they were.
# A guess: a proxy of the HTTP/2 project would write names in lower case, and leave the target alone.
# Seen: the output below.
# Why it matters: names that are signed as text (a list of signed headers, `name:value` lines) must be compared in lower
# case, whatever arrives; and a sender that signs `https://example.com/hooks?` cannot be verified from the request.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get download nghttp2-proxy=1.52.0-1+deb12u3 libjemalloc2 libev4 libc-ares2 >apt.log 2>&1 &&
    for package in *.deb; do dpkg -x "$package" .; done)

actual=$(python3 - "$work" <<'PY'
import glob, os, socket, subprocess, sys, threading, time

work = sys.argv[1]
upstream = socket.create_server(("127.0.0.1", 0))
seen = []

def serve():
    while True:
        connection, _ = upstream.accept()
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = connection.recv(65536)
            if not chunk:
                break
            head += chunk
        if head:
            seen.append(head.decode().split("\r\n\r\n")[0].split("\r\n"))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        connection.close()

threading.Thread(target=serve, daemon=True).start()
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
libraries = ":".join(glob.glob(f"{work}/usr/lib/*-linux-gnu"))
proxy = subprocess.Popen(
    [f"{work}/usr/sbin/nghttpx", "--conf=/dev/null", f"--frontend=127.0.0.1,{port};no-tls",
     f"--backend=127.0.0.1,{upstream.getsockname()[1]}", "--workers=1", "--errorlog-file=/dev/null",
     "--accesslog-file=/dev/null", f"--pid-file={work}/pid"],
    env={**os.environ, "LD_LIBRARY_PATH": libraries}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for target in ("/hooks?", "/hooks//a%7Eb?c=%7E"):
        for _ in range(50):
            try:
                client = socket.create_connection(("127.0.0.1", port), timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        client.sendall(f"POST {target} HTTP/1.1\r\nHost: example.com\r\nx-gitHUB-event: push\r\nX-Part: 1\r\nx-part: 2\r\n"
                       f"Content-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode())
        while client.recv(65536):
            pass
    for head in seen:
        print(head[0], [line for line in head[1:] if line.lower().startswith(("x-git", "x-part"))])
finally:
    proxy.terminate()
    proxy.wait(timeout=5)
PY
)
expected=$(cat <<'OUT'
POST /hooks HTTP/1.1 ['X-Github-Event: push', 'X-Part: 1', 'X-Part: 2']
POST /hooks/a~b?c=%7E HTTP/1.1 ['X-Github-Event: push', 'X-Part: 1', 'X-Part: 2']
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
