/**
 * A full device: sealed copies of what was received give way, once, to what was not sent yet; if that does not help, it is said plainly.
 *
 * Public: createRoom.
 */
import { StorageFull } from "../storage/store.js";

/** @param {() => Promise<void>} makeRoom */
export function createRoom(makeRoom) {
  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T | "storage_full">}
   */
  return async function withRoom(work) {
    try {
      return await work().catch((problem) => onceMore(problem, work));
    } catch (problem) {
      if (problem instanceof StorageFull) return "storage_full";
      throw problem;
    }
  };

  /**
   * @template T
   * @param {unknown} problem
   * @param {() => Promise<T>} work
   */
  async function onceMore(problem, work) {
    if (!(problem instanceof StorageFull)) throw problem;
    await makeRoom();
    return work();
  }
}
