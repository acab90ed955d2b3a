import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine alone. */
export interface TestServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Finds the content of a path, for example `/models/tiny/card.json`; undefined where there is none. */
export type Lookup = (path: string) => Promise<string | Uint8Array | undefined>;

const types: Record<string, string> = {
  css: "text/css",
  html: "text/html",
  js: "text/javascript",
  json: "application/json",
};

/** Serves what `lookup` finds. */
export async function serve(lookup: Lookup): Promise<TestServer> {
  const server = createServer((request, response) => {
    const path = decodeURI(new URL(request.url ?? "/", "http://localhost").pathname);
    lookup(path).then(
      (content) => {
        const type = types[path.split(".").pop() ?? ""] ?? "application/octet-stream";
        response.writeHead(content === undefined ? 404 : 200, { "content-type": type });
        response.end(content);
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
