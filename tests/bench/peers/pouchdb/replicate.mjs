/**
 * A PouchDB client that replicates what it holds to a server, for `tests/bench/peer.py`: `node replicate.mjs <address of a database>`.
 * Each line it reads is a JSON list of documents; they enter a new database in memory, go to the server, and the answer is a line: the
 * seconds that the replication took.
 */
import { createInterface } from "node:readline";
import http from "pouchdb-adapter-http";
import memory from "pouchdb-adapter-memory";
import PouchDB from "pouchdb-core";
import replication from "pouchdb-replication";

PouchDB.plugin(memory).plugin(http).plugin(replication);

let devices = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const documents = JSON.parse(line);
  devices += 1;
  const local = new PouchDB(`device ${devices}`, { adapter: "memory" });
  await local.bulkDocs(documents);
  const start = performance.now();
  const { docs_written: written } = await local.replicate.to(process.argv[2]);
  const seconds = (performance.now() - start) / 1000;
  if (written !== documents.length) throw new Error(`${written} of ${documents.length} arrived`);
  console.log(seconds);
}
