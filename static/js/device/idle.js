/**
 * Locks what can be read when nobody touched this device for a while. It begins with the first touch that the page tells of.
 *
 * Public: createIdle.
 */

const TELL_OTHERS_MS = 20_000;

/**
 * @param {Pick<import("./ports.js").Ports, "clock" | "channel">} ports
 * @param {() => number} limit ms
 * @param {() => void} lock
 */
export function createIdle({ clock, channel }, limit, lock) {
  let touchedAt = -Infinity;
  let touchedWall = -Infinity;
  let toldAt = -Infinity;
  let forgetTimer = () => {};

  function hear() {
    touchedAt = clock.monotonic();
    touchedWall = clock.now();
    forgetTimer();
    forgetTimer = clock.after(limit(), look);
  }

  /** A device that slept did not count: the wall clock did. */
  function look() {
    if (touchedAt === -Infinity) return;
    const passed = Math.max(clock.monotonic() - touchedAt, clock.now() - touchedWall);
    if (passed < limit()) return;
    touchedAt = -Infinity;
    forgetTimer();
    lock();
  }

  return {
    look,
    /** In another tab. */
    touchedElsewhere: () => void (touchedAt === -Infinity || hear()),
    touch() {
      look();
      hear();
      if (clock.monotonic() - toldAt < TELL_OTHERS_MS) return;
      toldAt = clock.monotonic();
      channel.post("touch");
    },
    close: () => forgetTimer(),
  };
}
