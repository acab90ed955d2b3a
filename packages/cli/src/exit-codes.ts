/** How the command ends, for scripts. */
export const exitCodes = {
  /** All went well. */
  ok: 0,
  /** Something failed; the message on stderr says what and what to do. */
  error: 1,
  /** The command line itself is wrong: an unknown option or command, or a missing argument. */
  usage: 2,
  /** Stopped by Ctrl-C (or SIGTERM); after a first one the model so far is saved. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
