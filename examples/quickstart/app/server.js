import { createServer } from "node:http";
import _ from "lodash";
import minimist from "minimist";

const { port } = minimist(process.argv.slice(2), { default: { port: 8080 } });
const defaults = { currency: "EUR", capture: true };

/** Answers with the payment as it would be booked. Merging a request body like this is what CVE-2019-10744 abuses. */
createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const payment = _.defaultsDeep(JSON.parse(Buffer.concat(chunks).toString() || "{}"), defaults);
  response.setHeader("content-type", "application/json").end(JSON.stringify(payment));
}).listen(port);
