#!/usr/bin/env bash
# lighttpd 1.4.69 (Debian package lighttpd 1.4.69-1) as a reverse proxy, all settings at their defaults.
#
# Behaviour: the query is passed on in another spelling: `%7E` and `%41` are decoded, `%2f` becomes `%2F`, `[]` becomes
# `%5B%5D`; `+` and `%20` stay apart. A header with an empty value is gone, three lines of one header are one line, and a
# `Host` in capitals with `:80` is lower case without the port.
# A guess: a proxy may normalise the path; nobody touches a query, which has no normal form.
# Seen: the output below.
# Why it matters: a signature over the URL fails for a query that is spelt otherwise, and one over a header that may be
# empty fails when it is. `url-normalize` and `url-ctrls-reject` of `server.http-parseopts` switch the spelling off.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get download lighttpd=1.4.69-1 >apt.log 2>&1 && dpkg -x lighttpd_*.deb .)

actual=$(python3 - "$work" <<'PY'
import socket, subprocess, sys, threading, time

work = sys.argv[1]
upstream = socket.create_server(("127.0.0.1", 0))
seen = []

def serve():
    while True:
        connection, _ = upstream.accept()
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        seen.append(head.decode().split("\r\n\r\n")[0].split("\r\n"))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        connection.close()

threading.Thread(target=serve, daemon=True).start()
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
with open(f"{work}/conf", "w") as conf:
    conf.write(f'server.port = {port}\nserver.bind = "127.0.0.1"\nserver.document-root = "{work}"\n'
               f'server.modules = ("mod_proxy")\n'
               f'proxy.server = ("" => (("host" => "127.0.0.1", "port" => {upstream.getsockname()[1]})))\n')
proxy = subprocess.Popen([f"{work}/usr/sbin/lighttpd", "-D", "-f", f"{work}/conf", "-m", f"{work}/usr/lib/lighttpd"],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(50):
        try:
            client = socket.create_connection(("127.0.0.1", port), timeout=5)
            break
        except OSError:
            time.sleep(0.1)
    client.sendall(b"POST /hooks?a=%7Eb&c=%2f&d[]=1&e=x+y&f=%20&g=%41 HTTP/1.1\r\nHost: Example.COM:80\r\nX-Empty:\r\n"
                   b"X-Part: 1\r\nX-Part: 2\r\nX-Part: 1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
    while client.recv(65536):
        pass
    [head] = seen
    print(head[0])
    for line in head[1:]:
        if line.lower().startswith(("host:", "x-empty:", "x-part:")):
            print(line)
finally:
    proxy.terminate()
    proxy.wait(timeout=5)
PY
)
expected=$(cat <<'OUT'
POST /hooks?a=~b&c=%2F&d%5B%5D=1&e=x+y&f=%20&g=A HTTP/1.1
Host: example.com
X-Part: 1, 2, 1
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
