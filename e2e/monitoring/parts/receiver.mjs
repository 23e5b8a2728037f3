// receiver.mjs FOLDER: hears what Alertmanager sends, and prints two ports: of the webhook and of the mail server. Every alert of a webhook is a
// line of FOLDER/webhook.jsonl; every mail is a line of FOLDER/mail.jsonl, with its envelope. The mail server speaks SMTP (RFC 5321) and refuses
// what is out of order.
import { appendFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";

const folder = process.argv[2];
const note = (file, what) => appendFileSync(`${folder}/${file}`, JSON.stringify(what) + "\n");

const webhook = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    try {
      const sent = JSON.parse(Buffer.concat(parts).toString());
      if (request.method !== "POST" || sent.version !== "4") throw new Error(`not a webhook of Alertmanager: ${request.method} version ${sent.version}`);
      for (const alert of sent.alerts) note("webhook.jsonl", { ...alert, receiver: sent.receiver, group: sent.groupLabels });
      response.writeHead(200).end();
    } catch (error) {
      note("webhook.jsonl", { refused: String(error) });
      response.writeHead(400).end(String(error));
    }
  });
});

// Quoted-printable (RFC 2045), as Alertmanager writes the parts of a mail.
const decoded = (text) => Buffer.from(text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString();

function mail(socket) {
  let [buffer, state, envelope, body] = ["", "new", {}, []];
  const say = (line) => socket.write(line + "\r\n");
  const out = () => say("503 5.5.1 bad sequence of commands");
  const commands = {
    EHLO: (rest) => (rest ? ((state = "greeted"), (envelope = {}), say("250-unloop.test\r\n250-SIZE 1048576\r\n250 8BITMIME")) : say("501 5.5.4 a name is expected")),
    HELO: (rest) => (rest ? ((state = "greeted"), say("250 unloop.test")) : say("501 5.5.4 a name is expected")),
    MAIL: (rest) => (state !== "greeted" ? out() : /^FROM:<[^<>@]+@[^<>]+>/i.test(rest) ? ((envelope = { from: rest.match(/<(.*?)>/)[1], to: [] }), (state = "from"), say("250 2.1.0 ok")) : say("501 5.5.4 MAIL FROM:<address>")),
    RCPT: (rest) => (state !== "from" && state !== "to" ? out() : /^TO:<[^<>@]+@[^<>]+>/i.test(rest) ? (envelope.to.push(rest.match(/<(.*?)>/)[1]), (state = "to"), say("250 2.1.5 ok")) : say("501 5.5.4 RCPT TO:<address>")),
    DATA: () => (state !== "to" ? out() : ((state = "data"), (body = []), say("354 end with a dot"))),
    RSET: () => ((state = state === "new" ? "new" : "greeted"), (envelope = {}), say("250 2.0.0 ok")),
    NOOP: () => say("250 2.0.0 ok"),
    QUIT: () => (say("221 2.0.0 bye"), socket.end()),
  };
  const line = (text) => {
    if (state === "data") {
      if (text !== ".") return body.push(text.startsWith("..") ? text.slice(1) : text);
      const end = body.indexOf("");
      const headers = body.slice(0, end).join("\n");
      note("mail.jsonl", { ...envelope, subject: headers.match(/^Subject: (.*)$/im)?.[1] ?? "", headers, body: decoded(body.slice(end + 1).join("\r\n")) });
      state = "greeted";
      return say("250 2.0.0 taken");
    }
    const [verb, ...rest] = text.split(" ");
    (commands[verb.toUpperCase()] ?? (() => say("502 5.5.2 no such command")))(rest.join(" "));
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", (part) => {
    buffer += part.toString("latin1");
    if (buffer.length > 1 << 20) return socket.destroy();
    for (let end; (end = buffer.indexOf("\r\n")) >= 0; ) {
      const text = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      line(text);
    }
  });
  say("220 unloop.test ESMTP");
}

const smtp = net.createServer(mail);
webhook.listen(0, "127.0.0.1", () => smtp.listen(0, "127.0.0.1", () => console.log(webhook.address().port, smtp.address().port)));
