// Talks with the server of the app: JSON there and back, problems as the command line says them.
app.isLive = true;

class Refused extends Error {
  constructor({ problems, lines }) {
    super(problems.join("\n"));
    this.problems = problems.map((text, at) => ({ text, line: lines ? lines[at] : null }));
  }
}

async function ask(method, path, body) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  let answer;
  try {
    answer = await fetch(path, { method, credentials: "same-origin", ...sent });
  } catch {
    throw new Refused({ problems: ["The server does not answer. Is tocsin app still running?"] });
  }
  if (!answer.ok) throw new Refused(await answer.json().catch(() => ({ problems: [`The server says ${answer.status}.`] })));
  return answer;
}

const askJson = async (method, path, body) => (await ask(method, path, body)).json();

// An address holds some thousand keys; what does not fit is sent again.
const MOST_HELD = 4000;

// The page's data; sections that it holds already are not sent again.
async function fetchData(kept = new Map()) {
  const held = [...kept.keys()].slice(0, MOST_HELD);
  const answer = await ask("GET", `/api/data?held=${held.join(",")}`);
  return openData(new Uint8Array(await answer.arrayBuffer()), new Map(held.map((key) => [key, kept.get(key)])));
}
