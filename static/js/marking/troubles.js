// @ts-check
/** What can go wrong with sending, told apart by what is to be done about it. Anything else thrown means: try later. */

/** Nobody is signed in, or somebody else is: everything stays until its own examiner signs in. */
export class SignInAgain extends Error {}

/** The server asks to wait. */
export class TryLater extends Error {
  /** @param {string} message @param {number} [pause] in milliseconds, as the server asked */
  constructor(message, pause = 0) {
    super(message);
    this.pause = pause;
  }
}

/** The server was reached and turned the whole request down: one mark in it may be to blame. */
export class TurnedDown extends Error {}

/** An administrator has shut this tablet out: nothing is taken from it until it is let in again. */
export class ShutOut extends Error {}
