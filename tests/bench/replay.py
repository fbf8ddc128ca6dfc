"""Answers each request as the real server did the first time; costs next to nothing, so a client's cost shows."""

import asyncio
import http.client
import sys
from urllib.parse import urlsplit


class Replay:
    """One upstream, and its answers by what identifies a request here: method, path and body."""

    def __init__(self, url: str) -> None:
        self.upstream = urlsplit(url).netloc
        self.kept: dict[bytes, bytes] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One kept-alive connection."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.split(b"\r\n")
                length = next((int(line[15:]) for line in lines if line[:15].lower() == b"content-length:"), 0)
                body = await reader.readexactly(length)
                key = lines[0] + b"\n" + body
                if key not in self.kept:
                    self.kept[key] = await asyncio.to_thread(self._ask, lines, body)
                writer.write(self.kept[key])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _ask(self, lines: list[bytes], body: bytes) -> bytes:
        method, path, _ = lines[0].decode().split(" ")
        headers = dict(line.decode().split(": ", 1) for line in lines[1:] if line)
        connection = http.client.HTTPConnection(self.upstream, timeout=30)
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        kind = answer.getheader("Content-Type", "application/xml")
        head = f"HTTP/1.1 {answer.status} x\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
        return head.encode() + content


async def main() -> None:
    """Listen on a free port and print the address."""
    server = await asyncio.start_server(Replay(sys.argv[1]).serve, "127.0.0.1", 0, limit=1 << 20)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
