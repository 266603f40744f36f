/**
 * What follows a round of delivery: say how the connection is, carry out orders, ask what became of reports (of urgent ones first), and sweep.
 *
 * Runs under the sender's lock, so in one tab at a time. Public: createAttendance.
 */
import { takeHome } from "../drafts/coming_home.js";
import { pull } from "../outbox/pull.js";
import { sweep } from "../outbox/sweep.js";
import { advanceErasure } from "./erasure.js";

/** @typedef {import("./ports.js").Ports} Ports */
/** @typedef {import("../outbox/delivery.js").Round} Round */

const PULL_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 60 * 60_000;

/**
 * @param {Pick<Ports, "store" | "crypto" | "clock" | "random">} ports
 * @param {object} rooms
 * @param {import("../network/server.js").Server} rooms.server
 * @param {ReturnType<typeof import("../outbox/alarms.js").createAlarms>} rooms.alarms
 * @param {import("../outbox/outbox.js").Outbox} rooms.outbox
 * @param {ReturnType<typeof import("./sign_in.js").createSignIn>} rooms.people
 * @param {import("./mirror.js").Mirror} rooms.mirror
 * @param {() => void} rooms.lockHere
 * @param {() => void} rooms.forgetAll what is in hand, once this device is erased
 * @param {() => void} rooms.wake
 * @param {(device: import("../storage/shapes.js").DeviceMeta) => Promise<boolean>} rooms.isApproved
 */
export function createAttendance(ports, { server, alarms, outbox, people, mirror, lockHere, forgetAll, wake, isApproved }) {
  let pulledAt = -Infinity;
  let sweptAt = -Infinity;

  /** @param {number} last @param {number} every */
  const isTime = (last, every) => ports.clock.monotonic() - last >= every;

  return {
    /** The next quiet moment asks for news, however lately it was asked. */
    hearSoon: () => void (pulledAt = -Infinity),

    /** @param {Round} round */
    async after(round) {
      if (round.did === "delivered") return heard();
      if (round.did === "failed") return mirror.learn({ word: round.word });
      if (round.did === "hold") return mirror.learn({ word: "busy", busyUntil: ports.clock.now() + round.ms });
      if (round.did === "set_aside") return mirror.tell("records");
      if (round.did === "nothing") return quiet();
    },
  };

  async function heard() {
    await mirror.refresh();
    mirror.learn({ word: "reached" });
    mirror.tell("records");
    alarms.askSoon();
    const { contact, device } = mirror.kept();
    if (contact?.lockOrdered) lockHere();
    if (contact?.eraseOrdered && device) await erase(device);
  }

  /** @param {import("../storage/shapes.js").DeviceMeta} device */
  async function erase(device) {
    lockHere();
    const result = await advanceErasure(ports, outbox, device);
    if (result === "erased") forgetAll();
    await mirror.refresh();
    mirror.tell(result === "erased" ? "erased" : "drafts");
  }

  /** Nothing is due: time for what can wait. */
  async function quiet() {
    if (await alarms.askIfDue()) mirror.tell("records");
    if (isTime(sweptAt, SWEEP_EVERY_MS)) {
      sweptAt = ports.clock.monotonic();
      await sweep(ports);
    }
    if (mirror.state().signedIn === false || !isTime(pulledAt, PULL_EVERY_MS)) return;
    pulledAt = ports.clock.monotonic();
    await news();
  }

  /** A device that IT has not approved asks only whether it has been. */
  async function mayHear() {
    const { device } = mirror.kept();
    if (!device?.pending) return true;
    if (!(await isApproved(device))) return false;
    await mirror.refresh();
    mirror.tell("state");
    return true;
  }

  async function news() {
    if (!(await mayHear())) return;
    const { device, user, vaults, contact, forms } = mirror.kept();
    const vault = vaults.find((one) => one.user === user?.id && one.current);
    if (!device || !vault) pulledAt = -Infinity; // Nobody asked: the first who can hears the news at once.
    if (!device || !vault || user?.leaving || contact?.eraseOrdered) return;
    const turn = people.turn();
    const { word: result, drafts } = await pull(ports, server, vault, device.id);
    if (drafts > 0 && (await takeHome(ports, server, device, vault)) > 0) mirror.tell("drafts");
    const stands = turn === people.turn(); // Where somebody came or went meanwhile, the answer says nothing of now.
    if (result === "sign_in_needed") {
      pulledAt = -Infinity; // Whoever signs in hears the news at once.
      if (stands) mirror.learn({ signedIn: false });
    }
    if (result === "pulled" && stands && mirror.state().signedIn !== false) mirror.learn({ signedIn: true });
    if (result === "pulled" || result === "not_now") mirror.learn({ paused: result === "not_now" });
    await mirror.refresh();
    mirror.tell(result === "pulled" || result === "failed" ? "records" : "state");
    if (JSON.stringify(forms) !== JSON.stringify(mirror.kept().forms)) mirror.tell("forms");
    if (result === "pulled") await people.registerAuthorKey();
    if (contact?.instance !== mirror.kept().contact?.instance) wake();
  }
}
