// The libraries of npm: one question a line of standard input, one answer a line, both JSON.
//
// {"do": "list"} -> the libraries, the senders that each knows, and whether it also signs
// {"do": "version", "library": ".."} -> {"version": ".."}
// {"do": "verify", "library": "..", "sender": "..", "secret": "..", "request": {..}} -> {"answer": "accepted"} or
//     {"answer": "refused", "why": ".."}
// {"do": "sign", ..} -> {"request": {..}}
import { readFileSync, writeSync } from "node:fs";
import { register } from "node:module";
import { createInterface } from "node:readline";

// Libraries print; answers alone go to standard output.
process.stdout.write = () => true;
process.stderr.write = () => true;
register("./hooks.mjs", import.meta.url);

const files = ["developer", "email", "media", "messaging", "n8n", "nuxt", "payments", "standard", "tern"];
const libraries = {};
for (const file of files) {
  for (const [library, senders] of Object.entries((await import(`./${file}.mjs`)).default)) {
    libraries[library] = { ...libraries[library], ...senders };
  }
}

// An error that a library leaves behind, in a promise that is not awaited, is its way to refuse too.
let left;
process.on("unhandledRejection", (error) => left?.(error));

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = await Promise.race([answerTo(question), new Promise((_, reject) => (left = reject))]);
  } catch (error) {
    answer = { answer: "refused", why: `${error?.name}: ${error?.message}`.slice(0, 200) };
  }
  writeSync(1, `${JSON.stringify(answer)}\n`);
}
process.exit(0);

async function answerTo(question) {
  if (question.do === "list") {
    const list = Object.entries(libraries).flatMap(([library, senders]) =>
      Object.entries(senders).map(([sender, adapter]) => ({
        library,
        sender,
        signs: Boolean(adapter.sign),
        verifies: Boolean(adapter.verify),
      })),
    );
    return { list };
  }
  if (question.do === "version") {
    const { version } = JSON.parse(readFileSync(`node_modules/${question.library}/package.json`));
    return { version };
  }
  const { verify, sign } = libraries[question.library][question.sender];
  if (question.do === "verify") {
    const verdict = await verify(read(question));
    return verdict === false || verdict === null ? { answer: "refused", why: "false" } : { answer: "accepted" };
  }
  const { url, headers, body } = await sign(read(question));
  const given = question.request;
  const made = new Set(Object.keys(headers ?? {}).map((name) => name.toLowerCase()));
  return {
    request: {
      ...given,
      url: url ?? given.url,
      headers: [
        ...given.headers.filter(([name]) => !made.has(name.toLowerCase())),
        ...Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]),
      ],
      body: body === undefined ? given.body : Buffer.from(body).toString("base64"),
    },
  };
}

// What an adapter gets: the request in the forms that libraries want.
function read({ secret, at, request }) {
  const bytes = Buffer.from(request.body, "base64");
  const headers = {};
  for (const [name, value] of request.headers) {
    headers[name.toLowerCase()] ??= value;
  }
  return {
    secret,
    at,
    headers,
    bytes,
    method: request.method,
    url: request.url,
    path: request.url.replace(/^https?:\/\/[^/]+/, ""),
    query: Object.fromEntries(new URL(request.url).searchParams),
    body: bytes.toString("utf8"),
    header: (name) => headers[name.toLowerCase()],
    // As frameworks give it: parsed before the library sees it.
    get json() {
      return JSON.parse(bytes.toString("utf8"));
    },
    get form() {
      return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
    },
    get fetch() {
      return new Request(request.url, { method: request.method, headers, body: bytes.length ? bytes : undefined });
    },
  };
}
